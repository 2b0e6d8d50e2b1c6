using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Files;

/// <summary>An image classifier that is ready to run, with the labels to use.</summary>
/// <param name="Path">The model file, as given by the user.</param>
/// <param name="Classifier">The classifier.</param>
/// <param name="Labels">Class names by output index: from the user's file, else from the model, else numbers.</param>
internal sealed record ClassifierFile(string Path, ImageClassifier Classifier, IReadOnlyList<string> Labels) : IDisposable
{
    /// <summary>Loads a model.</summary>
    /// <param name="path">The .tflite file.</param>
    /// <param name="labels">A file of labels to use instead of the model's own, or null.</param>
    /// <param name="options">The normalization of images, if the user specified it, or null.</param>
    /// <exception cref="PipelineException">The model is missing, invalid or not an image classifier, or the labels do not match it.</exception>
    public static ClassifierFile Load(string path, string? labels = null, ImageClassifierOptions? options = null)
    {
        var file = ModelFile.Read(path);
        try
        {
            var classifier = ImageClassifier.Load(file.Bytes, options);
            if (labels is null) return new ClassifierFile(path, classifier, classifier.Labels);
            var names = ClassNames.Read(labels);
            if (names.Count != classifier.Labels.Count)
            {
                throw new PipelineException(
                    Codes.LabelsMismatch,
                    $"{path} has {classifier.Labels.Count} classes, but this file has {names.Count} lines. It must have one line per class.",
                    labels);
            }

            return new ClassifierFile(path, classifier, names);
        }
        catch (TfliteFormatException error)
        {
            throw new PipelineException(Codes.InvalidModel, $"This model is inconsistent: {error.Message}. Download or convert it again.", path, error);
        }
        catch (UnsupportedModelException error)
        {
            throw new PipelineException(Codes.UnsupportedModel, $"This model cannot be run as an image classifier: {error.Message}.", path, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Classifier.Dispose();
}

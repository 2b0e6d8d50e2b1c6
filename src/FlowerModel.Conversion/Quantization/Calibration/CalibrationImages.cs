using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Normalization;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Calibration;

/// <summary>
/// Input images for a float32 model, each prepared on first access and then kept. Safe for use by multiple threads.
/// </summary>
public sealed class CalibrationImages
{
    private readonly float[]?[] prepared;
    private readonly Func<int, float[]> prepare;

    private CalibrationImages(int count, Func<int, float[]> prepare)
    {
        prepared = new float[]?[count];
        this.prepare = prepare;
    }

    /// <summary>Number of images.</summary>
    public int Count => prepared.Length;

    /// <summary>An image as the model's input: height by width by channels, normalized.</summary>
    public ReadOnlySpan<float> this[int index] => Volatile.Read(ref prepared[index]) ?? (prepared[index] = prepare(index));

    /// <summary>Creates the set from images that are already prepared.</summary>
    public static CalibrationImages FromPrepared(IReadOnlyList<float[]> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new CalibrationImages(images.Count, index => images[index]);
    }

    /// <summary>
    /// Creates the set from image files, prepared as the classifier does: size from the model's input, normalization from the options or the model.
    /// A file that cannot be read makes the quantization fail with <see cref="ImageFormatException"/>.
    /// </summary>
    /// <param name="float32File">The whole .tflite file of an image model with a float32 input.</param>
    /// <param name="paths">The images.</param>
    /// <param name="options">The normalization of images, for models that do not state it, or null.</param>
    /// <exception cref="QuantizationException">The model's input is not an image.</exception>
    /// <exception cref="UnsupportedModelException">Neither the model nor the options state how images are normalized.</exception>
    public static CalibrationImages FromFiles(
        ReadOnlyMemory<byte> float32File, IReadOnlyList<string> paths, ImageClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return From(float32File, options, paths.Count, index => RgbImage.Load(paths[index]));
    }

    /// <summary>
    /// Creates the set from images of a dataset, prepared as the classifier does. An image that no longer matches the manifest makes the
    /// quantization fail with <see cref="ImageChangedException"/>.
    /// </summary>
    /// <param name="float32File">The whole .tflite file of an image model with a float32 input.</param>
    /// <param name="manifest">The dataset.</param>
    /// <param name="images">Entries of the manifest.</param>
    /// <exception cref="QuantizationException">The model's input is not an image.</exception>
    /// <exception cref="UnsupportedModelException">The model does not state how images are normalized.</exception>
    public static CalibrationImages FromDataset(ReadOnlyMemory<byte> float32File, Manifest manifest, IReadOnlyList<ManifestEntry> images)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(images);
        return From(
            float32File,
            options: null,
            images.Count,
            index => RgbImage.Load(DatasetImage.Read(manifest.FullPath(images[index]), images[index].Sha256)));
    }

    private static CalibrationImages From(ReadOnlyMemory<byte> float32File, ImageClassifierOptions? options, int count, Func<int, RgbImage> load)
    {
        var model = ModelReader.Read(float32File);
        var input = model.Main.Tensors[model.Main.Inputs[0]];
        if (input.Shape is not [1, > 0 and var height, > 0 and var width, 3])
        {
            throw new QuantizationException($"the model's input '{input}' is not an image of [1, height, width, 3], so photos cannot calibrate it");
        }

        var (mean, deviation) = options?.Normalization ?? ImageNormalization.Of(model, MetadataReader.Read(model, float32File)?.Input);
        var preprocessor = new ImagePreprocessor(width, height, mean, deviation);
        return new CalibrationImages(count, index =>
        {
            var image = new float[preprocessor.Length];
            preprocessor.Prepare(load(index), image);
            return image;
        });
    }
}

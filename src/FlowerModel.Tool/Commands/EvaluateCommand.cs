using System.CommandLine;
using FlowerModel.Tool.Evaluation;
using FlowerModel.Tool.Files;

namespace FlowerModel.Tool.Commands;

/// <summary><c>flowermodel evaluate</c>: measures how well a model classifies the images of a folder.</summary>
internal static class EvaluateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("MODEL.tflite") { Description = "The model file." };
        var folder = new Argument<string>("FOLDER") { Description = "A folder with one sub-folder of images per class, named like the model's labels." };
        var against = new Option<string?>("--against")
        {
            Description = "Another model, such as the float32 one that this was quantized from; counts the images whose answer differs.",
            HelpName = "FLOAT.tflite",
        };
        var labels = new Option<string?>("--labels")
        {
            Description = "A file of class names, one per line, to use instead of the labels in the models.",
            HelpName = "labels.txt",
        };
        var normalization = new NormalizationOptions();
        var json = CommonOptions.Json();
        return new Command("evaluate", "Classifies the images of a folder and shows accuracy, precision and recall per class, and the confusion matrix.")
        {
            model, folder, against, labels, normalization.Mean, normalization.Std, json,
        }
        .WithAction((parsed, output, cancellation) =>
        {
            var options = normalization.Of(parsed);
            using var classifier = ClassifierFile.Load(parsed.GetRequiredValue(model), parsed.GetValue(labels), options);
            using var other = parsed.GetValue(against) is { } path ? ClassifierFile.Load(path, parsed.GetValue(labels), options) : null;
            var report = FolderEvaluator.Evaluate(classifier, other, parsed.GetRequiredValue(folder), output, cancellation);
            if (parsed.GetValue(json)) output.WriteJson(report);
            else EvaluationPrinter.Print(report, output);
        });
    }
}

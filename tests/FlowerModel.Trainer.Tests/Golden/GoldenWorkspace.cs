using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Network;
using FlowerModel.Trainer.Tests.Data;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>A folder with all inputs of the golden cases. The files are the same in every run.</summary>
internal static class GoldenWorkspace
{
    /// <summary>Name of the manifest in the folder.</summary>
    public const string ManifestName = "manifest.json";

    private const int BaseChannels = 1280;

    /// <summary>Full path of the folder with the committed inputs.</summary>
    public static string Committed { get; } =
        Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Trainer.Tests", "Golden", "Inputs");

    /// <summary>Writes the inputs into a folder.</summary>
    public static Manifest Fill(string folder)
    {
        var manifest = WriteImages(folder);
        foreach (var model in Directory.GetFiles(Committed, "*.tflite")) File.Copy(model, Path.Combine(folder, Path.GetFileName(model)));
        WriteDatasetFiles(folder, manifest);
        WriteTrainedWeights(folder);
        WriteEvaluation(folder, manifest);
        return manifest;
    }

    /// <summary>Writes the images, their manifest and the index of the readable ones.</summary>
    public static Manifest WriteImages(string folder)
    {
        var manifest = DrawnImages.Write(Path.Combine(folder, "images"), Path.Combine(Committed, "photo.jpg"));
        File.WriteAllText(Path.Combine(folder, ManifestName), manifest.ToJson());
        var usable = manifest.Entries.Where(entry => !entry.Path.EndsWith("broken.jpg", StringComparison.Ordinal));
        var unread = new FeatureSettings(new BaseSettings(NetworkCatalog.Default.Key, 1, 96, ""), HeadKind.Conv, null, 1, null);
        var index = new FeatureIndex(TrainerRequest.SettingsOf(unread), [.. usable.Select(entry => entry.Sha256).Order(StringComparer.Ordinal)], []);
        File.WriteAllText(Path.Combine(folder, FeatureIndex.FileName), index.ToJson());
        return manifest;
    }

    private static void WriteDatasetFiles(string folder, Manifest manifest)
    {
        string[] names = ["top/rosé/1.jpg", "top/daisy/deep/2.png", "top/daisy/1.JPG", "top/LICENSE.txt", "__MACOSX/top/daisy/._1.JPG"];
        File.WriteAllBytes(Path.Combine(folder, "images.zip"), Archives.Zip(names));
        File.WriteAllBytes(Path.Combine(folder, "images.tar.gz"), Archives.Gzip(Archives.Tar("daisy/1.jpg", "rosé/2.jpg", "cover.jpg")));
        var lines = manifest.Entries.Select(entry => $"images/{entry.Path},\"{entry.Label}\"\n");
        File.WriteAllText(Path.Combine(folder, "list.csv"), "path,label\n" + string.Concat(lines));
    }

    private static void WriteTrainedWeights(string folder)
    {
        var classes = DrawnImages.Labels.Count;
        LabelsFile.Write(Path.Combine(folder, LabelsFile.FileName), DrawnImages.Labels);
        File.WriteAllText(Path.Combine(folder, ArtifactNames.History), """
            {"phases":[{"phase":"head","best_epoch":1,"epochs":[
            {"epoch":1,"loss":1.5,"accuracy":0.25,"val_loss":1.25,"val_accuracy":0.5,"learning_rate":0.001}]}]}
            """);
        File.WriteAllText(Path.Combine(folder, CalibrationReport.FileName), new CalibrationReport(1, 0.25, 0.125, 0.5, 1, null).ToJson());
        var random = new RandomStream(11);
        var linear = new KerasWeights([Dense(ref random, BaseChannels, classes)], "drawn head");
        var conv = new KerasWeights(
            [
                new KerasLayer("conv2d", [Tensor(ref random, "kernel", 3, 3, BaseChannels, 32), Tensor(ref random, "bias", 32)]),
                Dense(ref random, 32, classes),
            ],
            "drawn head");
        var embedded = KerasWeightsFile.Read(Path.Combine(AppContext.BaseDirectory, NetworkCatalog.Default.EmbeddedWeights[0].RelativePath));
        foreach (var (name, head) in ((string, KerasWeights)[])[("linear", linear), ("conv", conv)])
        {
            KerasWeightsFile.Write(head, Path.Combine(folder, $"head.{name}.h5"));
            KerasWeightsFile.Write(embedded.Append(head), Path.Combine(folder, $"model.{name}.h5"));
        }
    }

    // Every fifth validation image has a wrong answer. The scores are exact on every machine.
    private static void WriteEvaluation(string folder, Manifest manifest)
    {
        var images = manifest.Entries.Where(entry => entry.Subset == Subset.Validation)
            .OrderBy(entry => entry.Sha256, StringComparer.Ordinal).Select((entry, number) =>
            {
                var answer = (manifest.Labels.ToList().IndexOf(entry.Label) + (number % 5 == 0 ? 1 : 0)) % manifest.Labels.Count;
                return new ImageAnswer(entry.Sha256, entry.Label, entry.Subset, [.. manifest.Labels.Select((_, index) => index == answer ? 0.75f : 0.125f)]);
            });
        File.WriteAllText(Path.Combine(folder, Answers.FileName), new Answers(manifest.Labels, [.. images]).ToJson());
        File.WriteAllText(Path.Combine(folder, ArtifactNames.CurvesSvg), "<?xml version=\"1.0\"?>\n<svg width=\"1\" height=\"1\" />\n");
    }

    private static KerasLayer Dense(ref RandomStream random, int inputs, int classes) =>
        new("dense", [Tensor(ref random, "kernel", inputs, classes), Tensor(ref random, "bias", classes)]);

    // Multiples of 1/1024 from -1/32 to 1/32, which are exact on every machine.
    private static KerasTensor Tensor(ref RandomStream random, string name, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan()) value = (random.Below(65) - 32) / 1024f;
        return new(name, shape, values);
    }
}

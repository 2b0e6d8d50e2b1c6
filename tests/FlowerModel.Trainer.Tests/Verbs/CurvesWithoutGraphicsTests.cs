using System.Runtime.InteropServices;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Tests.Golden;
using FlowerModel.Trainer.Tests.Messaging;

namespace FlowerModel.Trainer.Tests.Verbs;

/// <summary>The trainer in a folder whose native graphics library is missing or cannot be loaded.</summary>
[Trait("Speed", "Slow")]
public sealed class CurvesWithoutGraphicsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Without_the_library_the_curves_are_SVG_only_and_a_warning_says_so(bool isComplete, int drawings)
    {
        CopyTrainer(isComplete ? File.Copy : static (_, _) => { });
        Assert.Equal(drawings == 1 ? [] : [Codes.CurvesNotDrawn], Warnings(JoinHeadAndBase()));
        AssertCurves(drawings);
    }

    [Fact]
    public void A_library_for_another_platform_is_treated_like_a_missing_one()
    {
        CopyTrainer(static (_, copy) => File.WriteAllText(copy, "not for this machine"));
        Assert.Equal([Codes.CurvesNotDrawn], Warnings(JoinHeadAndBase()));
        AssertCurves(drawings: 0);
    }

    private void AssertCurves(int drawings)
    {
        Assert.Equal(drawings, Directory.GetFiles(folder["out"], ArtifactNames.CurvesPng).Length);
        LearningCurves.WriteSvg(folder["expected.svg"], HistoryFile.Read(folder["out", ArtifactNames.History]));
        Assert.Equal(File.ReadAllBytes(folder["expected.svg"]), File.ReadAllBytes(folder["out", ArtifactNames.CurvesSvg]));
    }

    private string JoinHeadAndBase()
    {
        var inputs = Directory.CreateDirectory(folder["inputs"]).FullName;
        GoldenWorkspace.Fill(inputs);
        var golden = GoldenCase.All.Single(golden => golden is { Stage: "fine-tune", Name: "joined" });
        var request = new TrainerRequest
        {
            Model = "Golden",
            Settings = TrainerRequest.SettingsOf(golden.Settings),
            Manifest = Path.Combine(inputs, GoldenWorkspace.ManifestName),
            ManifestSha256 = Hashing.OfFile(Path.Combine(inputs, GoldenWorkspace.ManifestName)),
            BaseWeights = golden.BaseWeights,
            Inputs = golden.Inputs!.ToDictionary(input => input.Key, input => Path.Combine(inputs, input.Value)),
            InputHashes = golden.Inputs!.ToDictionary(input => input.Key, input => Hashing.OfFile(Path.Combine(inputs, input.Value))),
            OutputDirectory = Directory.CreateDirectory(folder["out"]).FullName,
            FeaturesDirectory = Directory.CreateDirectory(folder["features"]).FullName,
        };
        File.WriteAllText(folder["request.json"], request.ToJson());
        var (exitCode, output) = CommandLine.Run(
            folder.FullName, new Dictionary<string, string>(), "exec", folder["trainer", "FlowerModel.Trainer.dll"], golden.Stage, folder["request.json"]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static IEnumerable<string> Warnings(string output) =>
        WrittenMessages.In(output).Where(message => message.Severity == Severity.Warning).Select(message => message.Code);

    private void CopyTrainer(Action<string, string> copyGraphics)
    {
        var source = AppContext.BaseDirectory;
        var native = Path.Combine("runtimes", OperatingSystem.IsMacOS() ? "osx" : RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var path in (string[])["", "Bases", native])
        {
            var target = Directory.CreateDirectory(folder["trainer", path]).FullName;
            // The package does not contain HarfBuzz, which lies beside these tests because they reference ScottPlot.
            foreach (var file in Directory.GetFiles(Path.Combine(source, path)).Where(file => !file.Contains("libHarfBuzz", StringComparison.Ordinal)))
            {
                Action<string, string> copy = Path.GetFileNameWithoutExtension(file) == "libSkiaSharp" ? copyGraphics : File.Copy;
                copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }
    }
}

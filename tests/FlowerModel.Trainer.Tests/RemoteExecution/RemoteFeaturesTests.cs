using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Testing.RemoteExecution;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Tests.Messaging;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.RemoteExecution;

/// <summary>Features that workers compute: the real trainer runs there, with nothing but its declared inputs.</summary>
[Trait("Speed", "Slow")]
public sealed class RemoteFeaturesTests : IDisposable
{
    private const int Images = 20;
    private const string DotNet = "/usr/bin/dotnet";

    private static readonly EmbeddedWeights Base = NetworkCatalog.OfKey("mobileNetV2").EmbeddedWeights.Single(weights => weights.Alpha == 0.35);

    private static readonly FeatureSettings Settings = new(
        new BaseSettings("mobileNetV2", Base.Alpha, Base.ImageSize, Base.Sha256), HeadKind.Linear, FineTuneFrom: null, Views: 1, ViewSeed: null);

    private readonly TemporaryFolder folder = new();
    private string output = "";
    private string weights = "";

    public RemoteFeaturesTests()
    {
        Directory.CreateDirectory(folder["photos"]);
        var photos = Directory.GetFiles(Path.Combine(ReferenceData.FlowerPhotos, "roses")).Order(StringComparer.Ordinal).Take(Images);
        foreach (var photo in photos) File.Copy(photo, folder["photos", Path.GetFileName(photo)]);
        File.WriteAllText(folder["photos", "broken.jpg"], "This is no image.");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Workers_compute_the_same_features_and_another_machine_takes_them_from_the_service(bool isEmbedded)
    {
        weights = isEmbedded ? EmbeddedBase.Name : BaseNetwork.PathOf(Base);
        ReferenceData.SkipUnless(File.Exists(DotNet), $"{DotNet}, which the worker starts, does not exist");
        Extract("alone", null);
        var expected = Stored("alone");
        Assert.Equal(2 * Images, expected.Count); // activations and a perceptual hash of each image

        using var server = ReapiServer.Start(new { minor = 2 });
        var options = new RemoteExecutionOptions("grpc://127.0.0.1:" + server.Port) { DotNet = DotNet, Commands = 2 };
        Extract("first", options);
        Assert.Equal(expected, Stored("first"));
        var commands = server.Count("started");
        Assert.InRange(commands, 2, Images + 1);
        Assert.Equal(File.ReadAllText(folder["alone", "out", FeatureIndex.FileName]), File.ReadAllText(folder["first", "out", FeatureIndex.FileName]));
        // Only the unreadable image is left to this machine.
        Assert.Contains($"0 images went through the base, {Images} were reused", output, StringComparison.Ordinal);

        // The order of files and the place of the folder are in no command.
        Directory.Move(folder["photos"], folder["moved"]);
        Extract("second", options, "moved");
        Assert.Equal(expected, Stored("second"));
        Assert.Equal(commands, server.Count("started"));
        Assert.DoesNotContain(server.Calls, call => (string?)call["event"] == "violation");
    }

    [Fact]
    public void A_worker_without_the_program_fails_the_stage_with_one_error()
    {
        weights = EmbeddedBase.Name;
        using var server = ReapiServer.Start(new { });
        var code = Run("machine", new RemoteExecutionOptions("grpc://127.0.0.1:" + server.Port) { DotNet = "/none/dotnet" }, "photos");
        Assert.Equal(1, code);
        var error = Assert.Single(WrittenMessages.In(output), each => each.Severity == Severity.Error);
        Assert.Equal(Codes.RemoteExecutionTrouble, error.Code);
        Assert.Contains("/none/dotnet", error.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["machine", "features"]));
    }

    private void Extract(string machine, RemoteExecutionOptions? remote, string photos = "photos")
    {
        var code = Run(machine, remote, photos);
        Assert.True(code == 0, output);
    }

    private int Run(string machine, RemoteExecutionOptions? remote, string photos)
    {
        Directory.CreateDirectory(folder[machine, "out"]);
        var manifest = new Manifest(folder[photos], Directory.GetFiles(folder[photos]).Select(file => new ManifestEntry(
            "roses", Path.GetFileName(file), Hashing.OfFile(file), new FileInfo(file).Length, Subset.Train))).ToJson();
        File.WriteAllText(folder[machine, "manifest.json"], manifest);
        var request = new TrainerRequest
        {
            Model = "Flowers",
            Settings = TrainerRequest.SettingsOf(Settings),
            Manifest = folder[machine, "manifest.json"],
            ManifestSha256 = Hashing.OfText(manifest),
            BaseWeights = weights,
            OutputDirectory = folder[machine, "out"],
            FeaturesDirectory = folder[machine, "features"],
            RemoteExecution = remote,
        };
        File.WriteAllText(folder[machine, TrainerRequest.FileName], request.ToJson());
        using var writer = new StringWriter();
        using var messages = new TrainerOutput(writer);
        var code = VerbRunner.Run(new FeaturesVerb(), folder[machine, TrainerRequest.FileName], messages, CancellationToken.None);
        output = writer.ToString();
        return code;
    }

    private Dictionary<string, string> Stored(string machine) => Directory.GetFiles(folder[machine, "features"], "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder[machine, "features"], file), Hashing.OfFile);
}

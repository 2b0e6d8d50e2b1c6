using System.Text;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.RemoteExecution;
using FlowerModel.Trainer.RemoteExecution.Content;

namespace FlowerModel.Trainer.Verbs;

/// <summary>
/// The commands that compute features on a worker: this trainer, with a request for some images. They contain neither names nor paths of this machine, so the
/// same images make the same command everywhere.
/// </summary>
/// <param name="request">The request of this machine, which names the base weights.</param>
/// <param name="settings">The settings.</param>
/// <param name="dotnet">Full path of the <c>dotnet</c> program on the worker.</param>
internal sealed class RemoteFeatureCommands(TrainerRequest request, FeatureSettings settings, string dotnet)
{
    private const string TrainerFolder = "trainer";
    private const string ImagesFolder = "images";
    private const string OutputFolder = "out";
    private const string StoreFolder = "features";
    private const string ManifestFile = "manifest.json";
    private const string WeightsFile = "base/network/base.weights";

    // Labels are the business of the machine that trains.
    private const string Label = "image";

    // The same for all commands, so they are read and hashed once.
    private readonly InputFile[] shared = [.. Trainer(), .. Weights(request, settings)];

    /// <summary>Returns the command for some images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="pack">Full path of the file that receives the packed features of the readable ones.</param>
    public RemoteCommand For(IEnumerable<ImageSource> images, string pack)
    {
        ImageSource[] sources = [.. images];
        var files = sources.Select(image => new InputFile($"{ImagesFolder}/{image.Sha256}", Blob.OfFile(image.Path, image.Sha256))).ToArray();
        var manifest = new Manifest(ImagesFolder, files.Zip(sources, (file, image) => new ManifestEntry(
            Label, file.Content.Digest.Hash, file.Content.Digest.Hash, file.Content.Digest.Size, image.Subset))).ToJson();
        var remote = new TrainerRequest
        {
            Model = StageCatalog.Get<FeaturesStage>().Name,
            Settings = request.Settings,
            Manifest = ManifestFile,
            ManifestSha256 = Hashing.OfText(manifest),
            BaseWeights = HasWeightsFile(request) ? WeightsFile : request.BaseWeights,
            OutputDirectory = OutputFolder,
            FeaturesDirectory = StoreFolder,
            PacksFeatures = true,
        };
        return new RemoteCommand(
            [dotnet, "exec", $"{TrainerFolder}/{Program}.dll", remote.Model, TrainerRequest.FileName],
            [.. shared, .. files, Text(ManifestFile, manifest), Text(TrainerRequest.FileName, remote.ToJson())],
            new Dictionary<string, string> { [$"{OutputFolder}/{FeatureIndex.PackName}"] = pack });
    }

    private static string Program => typeof(RemoteFeatureCommands).Assembly.GetName().Name!;

    // Without a file that lists them, the runtime takes all assemblies in the folder. So the native graphics libraries, most of the package, stay here.
    private static IEnumerable<InputFile> Trainer() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, Program + ".runtimeconfig.json"))
            .Select(file => new InputFile($"{TrainerFolder}/{Path.GetFileName(file)}", Blob.OfFile(file)));

    private static IEnumerable<InputFile> Weights(TrainerRequest request, FeatureSettings settings) => request.BaseWeights switch
    {
        null => [],
        EmbeddedBase.Name => NetworkCatalog.OfKey(settings.Base.Model).EmbeddedWeights.Where(embedded => embedded.Sha256 == settings.Base.Weights)
            .Select(embedded => new InputFile($"{TrainerFolder}/{embedded.RelativePath}", Blob.OfFile(BaseNetwork.PathOf(embedded), embedded.Sha256))),
        var path => [new InputFile(WeightsFile, Blob.OfFile(path, settings.Base.Weights)), .. Preparation(path, settings)],
    };

    // Some packages have a second file beside the folder of the network.
    private static IEnumerable<InputFile> Preparation(string path, FeatureSettings settings)
    {
        if (BaseNetwork.PackageOf(settings.Base) is not { PreparationPath: var relative } package) return [];
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, relative));
        return [new InputFile("base/" + relative["../".Length..], Blob.OfFile(file, package.PreparationSha256))];
    }

    // An embedded base is in the trainer's folder, and random weights are in no file.
    private static bool HasWeightsFile(TrainerRequest request) => request.BaseWeights is not (null or EmbeddedBase.Name);

    private static InputFile Text(string path, string text) => new(path, Blob.OfBytes(Encoding.UTF8.GetBytes(text)));
}

using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Stages;

/// <summary>One model in one build: what its stages read, and how they pass results to each other through the state folder.</summary>
internal sealed class ModelRun
{
    /// <summary>Name of the manifest in the state folder.</summary>
    public const string ManifestName = "manifest.json";

    private readonly BaseWeightsResolver weights;

    /// <summary>Creates the run of a model.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The context of the pipeline.</param>
    /// <param name="memory">What the stages share.</param>
    public ModelRun(ModelSettings settings, PipelineContext context, ModelMemory memory)
    {
        var hashes = memory.Hashes;
        var store = context.OpenStore(hashes, Damaged);
        (Settings, Context, Memory) = (settings, context, memory);
        State = new StageState(context);
        Results = new StageResults(store);
        Trainer = new TrainerRunner(context);
        Verification = new Verification(context);
        Runner = new StageRunner(
            settings.Name, context, Results, store, State, new StageWork(settings.Name, Results, Trainer), Verification, memory);
        weights = new BaseWeightsResolver(settings, context, new WeightsDownload(settings.Name, context, Trainer), hashes);

        void Damaged(string path) => context.Log.Report(Diagnostic.Warning(
            Codes.DamagedArtifact, "A cached artifact was damaged (its hash does not match) and was removed; it is created again.", path));
    }

    /// <summary>The model's settings.</summary>
    public ModelSettings Settings { get; }

    /// <summary>The context of the pipeline.</summary>
    public PipelineContext Context { get; }

    /// <summary>What the stages share.</summary>
    public ModelMemory Memory { get; }

    /// <summary>Cached hashes of local files.</summary>
    public StatCache Hashes => Memory.Hashes;

    /// <summary>The records of earlier stages.</summary>
    public StageState State { get; }

    /// <summary>The results in the store.</summary>
    public StageResults Results { get; }

    /// <summary>Starts the trainer.</summary>
    public TrainerRunner Trainer { get; }

    /// <summary>What the stages share while the model is verified.</summary>
    public Verification Verification { get; }

    /// <summary>Executes the runs of stages.</summary>
    public StageRunner Runner { get; }

    /// <summary>Full path of the manifest, which the dataset stage writes.</summary>
    public string ManifestPath => State.PathOf(ManifestName);

    /// <summary>Returns the initial weights of the base.</summary>
    /// <exception cref="PipelineException">They do not exist, or cannot be downloaded.</exception>
    public BaseWeights BaseWeights() => weights.Resolve();

    /// <summary>Returns the manifest, which is read at most once.</summary>
    public Manifest ReadManifest() => Memory.Manifest ??= Manifest.FromJson(File.ReadAllText(ManifestPath));

    /// <summary>Writes the manifest to the state folder if it differs from the file there.</summary>
    public void WriteManifest(Manifest manifest)
    {
        LayOut(manifest.ToJson(), ManifestName);
        Memory.Manifest = manifest;
    }

    /// <summary>Returns the record of a stage with a single run.</summary>
    /// <exception cref="PipelineException">The stage has not run.</exception>
    public StageRecord Made<TStage>()
        where TStage : Stage => State.Read(StageCatalog.Get<TStage>().Name);

    /// <summary>Returns the index of usable images, which is read at most once.</summary>
    public FeatureIndex ReadIndex(Artifact index)
    {
        if (Memory.Index is not { } known || known.Sha256 != index.Sha256)
            Memory.Index = known = (index.Sha256, FeatureIndex.FromJson(Results.ReadText(index)));
        return known.Index;
    }

    /// <summary>
    /// Returns the manifest without the images that the features stage left out and with near-duplicates in one subset: what the later stages depend on.
    /// So an unreadable image trains nothing.
    /// </summary>
    public Manifest ReadUsable(FeatureIndex index)
    {
        var all = ReadManifest();
        if (index.Skipped.Count == 0 && index.Fingerprints is null) return all;
        if (Memory.Usable is not { } known || !ReferenceEquals(known.Index, index) || known.All != all)
            Memory.Usable = known = (index, all, all.With(index.Usable(all)));
        return known.Usable;
    }

    /// <summary>Returns the manifest of all images with the subsets that the later stages use.</summary>
    public Manifest ReadFinalSplit()
    {
        var usable = ReadUsable(ReadIndex(Made<FeaturesStage>()[FeatureIndex.FileName])).Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        return ReadManifest().With(ReadManifest().Entries.Select(entry => usable.TryGetValue(entry.Path, out var same) ? same : entry));
    }

    /// <summary>Returns the request with the manifest's path and hash, for runs that read images.</summary>
    public TrainerRequest WithManifest(TrainerRequest request) =>
        request with { Manifest = ManifestPath, ManifestSha256 = Hashing.OfText(ReadManifest().ToJson()) };

    /// <summary>Returns the request with the folder of stored features, for runs that write or read them.</summary>
    public TrainerRequest WithFeatures(TrainerRequest request) =>
        WithManifest(request) with { FeaturesDirectory = Context.Folders.Features(StageCatalog.Get<FeaturesStage>().Version) };

    /// <summary>
    /// Adds the files with the epochs of a training to a request. They are named after the key that the training would have without validation
    /// images, because these only decide which epoch is the best.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="training">The run without its validation images.</param>
    public TrainerRequest WithEpochs(TrainerRequest request, StageRun training) =>
        request with { Epochs = Path.Combine(Context.Folders.Epochs, training.Key(Context.SdkVersion).Hash) };

    /// <summary>Copies an artifact to the state folder if it differs from the file there.</summary>
    /// <returns>True if the file was written.</returns>
    public bool LayOut(Artifact artifact, string name) => Results.Restore(artifact, State.PathOf(name));

    /// <summary>Writes a text to the state folder if it differs from the file there.</summary>
    /// <returns>True if the file was written.</returns>
    public bool LayOut(string text, string name) => AtomicFile.WriteTextIfDifferent(State.PathOf(name), text);
}

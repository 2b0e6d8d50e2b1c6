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

/// <summary>One model in one build: what its stages read, and how they leave something for each other in the state folder.</summary>
internal sealed class ModelRun
{
    private readonly BaseWeightsResolver weights;

    /// <summary>Opens the model's surroundings.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="context">The surroundings.</param>
    /// <param name="hashes">Remembered hashes of local files.</param>
    public ModelRun(ModelSettings settings, PipelineContext context, StatCache hashes)
    {
        var store = context.OpenStore(hashes, Damaged);
        (Settings, Context, Hashes) = (settings, context, hashes);
        State = new StageState(context);
        Results = new StageResults(store);
        Trainer = new TrainerRunner(context);
        Runner = new StageRunner(settings.Name, context, Results, store, State, Trainer);
        weights = new BaseWeightsResolver(settings, context, new WeightsDownload(settings.Name, context, Trainer), hashes);

        void Damaged(string path) => context.Log.Report(Diagnostic.Warning(
            Codes.DamagedArtifact, "A kept artifact was damaged (its hash is not what it was) and was removed; it is made again.", path));
    }

    /// <summary>The model's settings.</summary>
    public ModelSettings Settings { get; }

    /// <summary>The surroundings.</summary>
    public PipelineContext Context { get; }

    /// <summary>Remembered hashes of local files.</summary>
    public StatCache Hashes { get; }

    /// <summary>What earlier stages left.</summary>
    public StageState State { get; }

    /// <summary>What is kept in the store.</summary>
    public StageResults Results { get; }

    /// <summary>Starts the trainer.</summary>
    public TrainerRunner Trainer { get; }

    /// <summary>Makes what a run makes.</summary>
    public StageRunner Runner { get; }

    /// <summary>Full path of the manifest, which the dataset stage writes.</summary>
    public string ManifestPath => State.PathOf("manifest.json");

    /// <summary>The weights that the base starts with.</summary>
    /// <exception cref="PipelineException">They do not exist, or cannot be fetched.</exception>
    public BaseWeights BaseWeights() => weights.Resolve();

    /// <summary>The dataset.</summary>
    public Manifest ReadManifest() => Manifest.FromJson(File.ReadAllText(ManifestPath));

    /// <summary>What a stage with a single run made.</summary>
    /// <exception cref="PipelineException">The stage has not run.</exception>
    public StageRecord Made<TStage>()
        where TStage : Stage => State.Read(StageCatalog.Get<TStage>().Name);

    /// <summary>The index of usable images.</summary>
    public FeatureIndex ReadIndex(Artifact index) => FeatureIndex.FromJson(File.ReadAllText(Results.PathOf(index)));

    /// <summary>The request with the manifest's place, for runs that read images.</summary>
    public TrainerRequest WithManifest(TrainerRequest request) => request with { Manifest = ManifestPath };

    /// <summary>The request with the folder of kept features, for runs that make or read them.</summary>
    public TrainerRequest WithFeatures(TrainerRequest request) =>
        WithManifest(request) with { FeaturesDirectory = Context.Folders.Features(StageCatalog.Get<FeaturesStage>().Version) };

    /// <summary>Copies an artifact into the state folder, only where it differs.</summary>
    /// <returns>True when the file was written.</returns>
    public bool LayOut(Artifact artifact, string name) => Results.Restore(artifact, State.PathOf(name));

    /// <summary>Writes a text into the state folder, only where it differs.</summary>
    /// <returns>True when the file was written.</returns>
    public bool LayOut(string text, string name) => AtomicFile.WriteTextIfDifferent(State.PathOf(name), text);
}

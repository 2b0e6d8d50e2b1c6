using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Store;

namespace FlowerModel.Pipeline.Running;

/// <summary>
/// What the stages of one model share in one build: the hashes of files, the manifest, and the warnings so far. Every stage can be a build task of
/// its own; with a shared memory, index and manifest are read once per build.
/// </summary>
public sealed class ModelMemory
{
    /// <summary>Name of the index in the state folder.</summary>
    public const string IndexName = "files.index";

    // Warnings about inputs, which every build repeats until the inputs change. The others are about something that happened in one build.
    private static readonly string[] Lasting =
        [Codes.UnreadableImage, Codes.ContradictoryLabels, Codes.ListedImageMissing, Codes.FilesPassedOver, Codes.LabelCollision, Codes.ExpectedImageTrained];

    private readonly List<Diagnostic> warnings = [];

    private ModelMemory(StatCache hashes) => Hashes = hashes;

    /// <summary>The hashes of local files.</summary>
    public StatCache Hashes { get; }

    /// <summary>
    /// The hash of everything outside files that this build depends on, and texts to keep if it finishes; null (the default) if the build is not to
    /// be recorded.
    /// </summary>
    public (string Settings, IReadOnlyList<string> Notes)? Build { get; set; }

    /// <summary>The notes of the last finished build.</summary>
    public IReadOnlyList<string> Notes => Hashes.Index.Notes;

    /// <summary>The manifest; null until a stage has made or read it.</summary>
    internal Manifest? Manifest { get; set; }

    /// <summary>The index of usable images and its SHA-256; null until a stage has read it.</summary>
    internal (string Sha256, FeatureIndex Index)? Index { get; set; }

    /// <summary>The usable images of a manifest according to an index; null until a stage has asked for them.</summary>
    internal (FeatureIndex Index, Manifest All, Manifest Usable)? Usable { get; set; }

    /// <summary>True from the first stage on: the warnings and the files in use are complete.</summary>
    internal bool HasBegun { get; private set; }

    /// <summary>The warnings of this build that stay true as long as nothing changes.</summary>
    internal IReadOnlyList<Diagnostic> Warnings => warnings;

    /// <summary>What happened to the stages in this build.</summary>
    internal StageTally Stages { get; } = new();

    /// <summary>Opens a model's memory. A verification starts with an empty one, because it must not rely on time stamps.</summary>
    /// <param name="stateDirectory">Full path of the model's state folder.</param>
    /// <param name="policy">What the build does.</param>
    public static ModelMemory Open(string stateDirectory, RunPolicy policy)
    {
        var path = Path.Combine(stateDirectory, IndexName);
        return new ModelMemory(policy == RunPolicy.Verify ? StatCache.Empty(path) : StatCache.Open(path));
    }

    /// <summary>Returns a log that also remembers warnings.</summary>
    public IPipelineLog Listen(IPipelineLog log) => new ListeningLog(log, warnings);

    /// <summary>Prepares for the first stage.</summary>
    internal void Begin()
    {
        Hashes.Begin();
        Manifest = null;
        Index = null;
        Usable = null;
        warnings.Clear();
        Stages.Clear();
        HasBegun = true;
    }

    private sealed class ListeningLog(IPipelineLog log, List<Diagnostic> warnings) : IPipelineLog
    {
        public void Report(Diagnostic diagnostic)
        {
            if (diagnostic.Severity == Severity.Warning && Lasting.Contains(diagnostic.Code))
            {
                lock (warnings) warnings.Add(diagnostic);
            }

            log.Report(diagnostic);
        }

        public void Progress(string text) => log.Progress(text);

        public void Status(string text) => log.Status(text);

        public void Conclude(string text) => log.Conclude(text);

        public void Detail(string code, string text) => log.Detail(code, text);
    }
}

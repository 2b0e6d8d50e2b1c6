using System.Collections.Concurrent;
using FlowerModel.FakeTrainer;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Running;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>Tests that use the fake trainer run one after another, because environment variables control its behavior in a process of its own.</summary>
[CollectionDefinition(Name)]
public static class FakeTrainerTests
{
    public const string Name = "fake trainer";
}

/// <summary>A project folder with images, a cache and the fake trainer.</summary>
internal sealed class FakeTrainerProject : IPipelineLog, IDisposable
{
    public static readonly string FakeTrainerAssembly = Path.Combine(AppContext.BaseDirectory, "FlowerModel.FakeTrainer.dll");

    private const string BehaviorVariable = "FLOWERMODEL_FAKE_TRAINER";
    private const string LogVariable = "FLOWERMODEL_FAKE_TRAINER_LOG";

    private readonly TemporaryFolder folder = new(inMemory: true);
    private readonly ConcurrentQueue<string> starts = new();

    public FakeTrainerProject()
    {
        foreach (var label in (string[])["daisy", "roses"])
        {
            for (var i = 0; i < 12; i++) WriteImage($"photos/{label}/{i:00}.jpg");
        }

        File.WriteAllText(folder["base.h5"], "base");
        Metadata["Dataset"] = "photos";
        Metadata["BaseWeights"] = "base.h5";
    }

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string State { get; set; } = "obj";

    public string Cache { get; set; } = "cache";

    /// <summary>Opens the store. The default is the local store in the cache folder.</summary>
    public Func<StatCache, Action<string>, IArtifactStore>? Store { get; set; }

    /// <summary>The folder that receives new results if the cache cannot be written.</summary>
    public string Overlay => folder[State, ".cache"];

    public RunPolicy Policy { get; set; }

    public RemoteExecutionOptions? RemoteExecution { get; set; }

    /// <summary>The project's expectations; the images are files of the project.</summary>
    public IReadOnlyList<Expectation> Expectations { get; set; } = [];

    /// <summary>The value of <c>FlowerModelUpdateBaseline</c>.</summary>
    public bool UpdatesBaseline { get; set; }

    /// <summary>The requests of the last build to a trainer in the process of the tests.</summary>
    public ConcurrentQueue<(string Verb, TrainerRequest Request)> Requests { get; } = new();

    /// <summary>The behavior of the fake trainer, for example <c>ok</c> or <c>crash@train</c>.</summary>
    public string Behavior { get; set; } = "ok";

    /// <summary>
    /// True: the trainer runs in a process of its own, as in a build. False (the default): in the process of the tests, which takes a hundredth of the time.
    /// </summary>
    public bool HasTrainerProcess { get; set; }

    /// <summary>With <see cref="HasTrainerProcess"/>: the program that runs the trainer.</summary>
    public string DotNet { get; set; } = "dotnet";

    /// <summary>With <see cref="HasTrainerProcess"/>: the process that all stages share; null (the default): each stage has its own.</summary>
    public TrainerProcess? SharedProcess { get; set; }

    public Action<string> Progressed { get; set; } = static _ => { };

    public List<Diagnostic> Reported { get; } = [];

    public List<string> Details { get; } = [];

    public List<string> Statuses { get; } = [];

    public List<string> Conclusions { get; } = [];

    public string this[params string[] parts] => folder[parts];

    /// <summary>All files below the given folder of the cache.</summary>
    public string[] CacheFiles(string name) => Directory.Exists(folder[Cache, "v1", name])
        ? Directory.GetFiles(folder[Cache, "v1", name], "*", SearchOption.AllDirectories)
        : [];

    public void WriteImage(string path, string? content = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        File.WriteAllText(folder[path], content ?? path);
    }

    /// <summary>Runs every stage in order, as a build does.</summary>
    /// <returns>The verbs for which a trainer was started, followed by the variant if there are several: <c>quantize int8</c>.</returns>
    public string[] Build(CancellationToken? cancellation = null) =>
        Start(() => ModelPipeline.Run(Settings(), Context(cancellation ?? TestContext.Current.CancellationToken)));

    /// <summary>
    /// Runs what the build tasks run: nothing if nothing changed, otherwise every stage and the copying of the results. The build takes place a
    /// minute later, because files that have just been written are not trusted.
    /// </summary>
    /// <returns>Null if nothing changed, otherwise the started verbs; and the number of files that were read to hash them.</returns>
    public (string[]? Started, int FilesHashed) BuildChanges(string settings = "settings")
    {
        var context = Context(TestContext.Current.CancellationToken);
        var memory = ModelMemory.Open(context.StateDirectory, Policy);
        memory.Hashes.Clock = static () => DateTime.UtcNow.AddMinutes(1);
        memory.Build = (settings, []);
        context = context with { Memory = memory, Log = memory.Listen(this) };
        if (FinishedBuild.IsCurrent("Flowers", memory, settings, () => DatasetPaths.Folders(Metadata["Dataset"], folder.FullName), this, context.Cancellation))
            return (null, memory.Hashes.FilesHashed);
        var started = Start(() =>
        {
            ModelPipeline.Run(Settings(), context);
            ModelPipeline.CopyResults(Settings(), context, context.StateDirectory);
        });
        FinishedBuild.Record(context, memory);
        return (started, memory.Hashes.FilesHashed);
    }

    /// <summary>The verbs that the last build started, even if it failed.</summary>
    public string[] LastStarted { get; private set; } = [];

    public (byte[] Model, string[] Labels) Results()
    {
        ModelPipeline.CopyResults(Settings(), Context(default), folder["out"]);
        return (File.ReadAllBytes(folder["out", "Flowers.tflite"]), File.ReadAllLines(folder["out", "Flowers.labels.txt"]));
    }

    /// <summary>Runs one stage as another project would whose state is in the given folder.</summary>
    public void RunStage<TStage>(string state)
        where TStage : Stage =>
        ModelPipeline.Run(
            Settings(), Context(TestContext.Current.CancellationToken) with { StateDirectory = folder[state] }, StageCatalog.Get<TStage>());

    public void Report(Diagnostic diagnostic)
    {
        lock (Reported) Reported.Add(diagnostic);
    }

    public void Progress(string text) => Progressed(text);

    public void Status(string text)
    {
        lock (Statuses) Statuses.Add(text);
    }

    public void Conclude(string text)
    {
        lock (Conclusions) Conclusions.Add(text);
    }

    public void Detail(string code, string text)
    {
        lock (Details) Details.Add($"{code} {text}");
    }

    public void Dispose() => folder.Dispose();

    private string[] Start(Action build)
    {
        var log = folder["starts-" + Guid.NewGuid().ToString("N")];
        Environment.SetEnvironmentVariable(LogVariable, log);
        Environment.SetEnvironmentVariable(BehaviorVariable, Behavior);
        starts.Clear();
        Requests.Clear();
        try
        {
            build();
            return Started();
        }
        finally
        {
            LastStarted = Started();
            Environment.SetEnvironmentVariable(LogVariable, null);
            Environment.SetEnvironmentVariable(BehaviorVariable, null);
        }

        string[] Started()
        {
            string[] lines = File.Exists(log) ? File.ReadAllLines(log) : [.. starts];
            return [.. lines.Select(line => line.Replace(" Flowers", "", StringComparison.Ordinal))];
        }
    }

    private void RunTrainer(
        TrainerLocation trainer, string verb, string requestFile, string logFile, Action<TrainerMessage> receive, CancellationToken cancellation)
    {
        var request = TrainerRequest.FromJson(File.ReadAllText(requestFile));
        starts.Enqueue($"{verb} {request.Model}");
        Requests.Enqueue((verb, request));
        TrainerMessage? error = null;
        FakeRun.Run(verb, requestFile, Behavior, message =>
        {
            if (message.Severity == Severity.Error) error ??= message;
            else receive(message);
        });
        cancellation.ThrowIfCancellationRequested();
        if (error is not null) throw new PipelineException(error.ToDiagnostic());
    }

    private ModelSettings Settings()
    {
        var (settings, diagnostics) = ModelSettingsParser.Parse("Flowers", Metadata);
        Assert.Empty(diagnostics);
        return settings;
    }

    private PipelineContext Context(CancellationToken cancellation) => Context(CacheAccess.Open(folder[Cache], Overlay), cancellation);

    private PipelineContext Context(CacheFolders folders, CancellationToken cancellation) => new()
    {
        ProjectDirectory = folder.FullName,
        ProjectFile = folder["garden.csproj"],
        SdkVersion = "1.2.3",
        StateDirectory = folder[State],
        Folders = folders,
        OpenStore = Store ?? ((hashes, damaged) => CacheAccess.OpenStore(folders, hashes, damaged, folder["garden.csproj"])),
        Trainer = () => new TrainerLocation(DotNet, FakeTrainerAssembly),
        StartTrainer = !HasTrainerProcess ? RunTrainer : SharedProcess is null ? TrainerProcess.RunOnce : SharedProcess.Run,
        OfficialWeightsUrl = "https://example.invalid/weights/",
        Log = this,
        Policy = Policy,
        Expectations = Expectations,
        UpdatesBaseline = UpdatesBaseline,
        RemoteExecution = RemoteExecution,
        Cancellation = cancellation,
    };
}

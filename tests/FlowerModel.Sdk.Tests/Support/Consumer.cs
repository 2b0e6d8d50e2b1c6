using System.Globalization;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>A consumer's folder outside the checkout, with a project, images, its own cache and a private feed.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly TemporaryFolder folder = new(inMemory: true);
    private int runs;
    private string? restored;

    /// <summary>Creates the folder: a program in <c>App/App.csproj</c> with the images <c>photos/{daisy,roses,tulips}/{0,1,2}.jpg</c>.</summary>
    public Consumer(PackedFeed feed)
    {
        foreach (var (name, value) in feed.Compiler.Properties) Properties[name] = value;
        Environment["NUGET_PACKAGES"] = feed.PackagesDirectory;
        Environment["FLOWERMODEL_FAKE_TRAINER_LOG"] = folder["started.txt"];
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true\n");
        // No <clear/>: the feed is added to the sources that every project inherits.
        Write("nuget.config", $"""
            <configuration><packageSources><add key="flowermodel-test" value="{feed.FeedDirectory}" /></packageSources></configuration>
            """);
        Write("App/Program.cs", """
            using System;
            using var model = typeof(Flowers).Assembly.GetManifestResourceStream("Flowers.tflite") ?? throw new Exception("not embedded");
            Console.WriteLine($"version {Flowers.ModelVersion}, {Flowers.KnownLabels.Daisy}, {model.Length} bytes");
            """);
        foreach (var label in (string[])["daisy", "roses", "tulips"])
        {
            for (var i = 0; i < 3; i++) AddImage(label, i.ToString(CultureInfo.InvariantCulture));
        }

        WriteProject();
    }

    /// <summary>Environment variables of the runs.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Properties on the command lines of the runs. By default they select the fake trainer, so the real trainer is not restored.</summary>
    public Dictionary<string, string> Properties { get; } = new()
    {
        ["FlowerModelTrainerAssembly"] = PackedFeed.FakeTrainer,
        // Warnings about packages with known vulnerabilities depend on the day, not on what is tested.
        ["NuGetAudit"] = "false",
    };

    /// <summary>Full path of a file or folder inside this folder.</summary>
    public string this[string path] => Path.Combine([folder.FullName, .. path.Split('/')]);

    /// <summary>Writes the project.</summary>
    /// <param name="metadata">Metadata of the <c>FlowerModel</c> item beyond <c>Include</c>.</param>
    /// <param name="sdk">The element inside the project that references FlowerModel.Sdk.</param>
    /// <param name="projectSdk">The project's <c>Sdk</c> attribute.</param>
    /// <param name="body">Further elements of the project.</param>
    /// <param name="frameworks">The element with the target framework or frameworks.</param>
    /// <param name="models">The model items. The default is one item, <c>Flowers</c>, with <paramref name="metadata"/>.</param>
    /// <param name="path">Path of the project file.</param>
    public void WriteProject(
        string metadata = "",
        string sdk = """<Sdk Name="FlowerModel.Sdk" Version="1.0.0" />""",
        string projectSdk = "Microsoft.NET.Sdk",
        string body = "",
        string frameworks = "<TargetFramework>net10.0</TargetFramework>",
        string? models = null,
        string path = "App/App.csproj") => Write(path, $"""
            <Project Sdk="{projectSdk}">
              {sdk}
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <UseAppHost>false</UseAppHost>
                {frameworks}
                <FlowerModelCacheDirectory>{this["cache"]}</FlowerModelCacheDirectory>
              </PropertyGroup>
              <ItemGroup>
                {models ?? $"""<FlowerModel Include="Flowers" Dataset="photos" BaseWeights="none" {metadata} />"""}
              </ItemGroup>
              {body}
            </Project>
            """);

    /// <summary>Adds a file with the name of an image. Its content does not matter because the fake trainer does not decode it.</summary>
    public void AddImage(string label, string name, string? content = null) => Write($"App/photos/{label}/{name}.jpg", content ?? $"{label} {name}");

    /// <summary>Writes a file.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    /// <summary>Runs <c>dotnet build</c> in <c>App</c>, without a restore if nothing that a restore reads has changed since the last build.</summary>
    public BuildRun Build(params string[] arguments)
    {
        var inputs = RestoreInputs();
        var isRestored = inputs == restored && File.Exists(this["App/obj/project.assets.json"]) && !arguments.Contains("--no-restore");
        var run = Run("App", ["build", .. arguments, .. isRestored ? ["--no-restore"] : Array.Empty<string>()]);
        restored = inputs;
        return run;
    }

    /// <summary>Runs a build command of <c>dotnet</c> with a binary log.</summary>
    public BuildRun Run(string directory, params string[] arguments)
    {
        var log = folder[$"{++runs}.binlog"];
        var before = Started().Count;
        var (exitCode, output) = CommandLine.Run(this[directory], Environment, [.. arguments, .. CommandLineProperties(), "-bl:" + log, "-tl:off"]);
        return new BuildRun(exitCode, output, log, [.. Started().Skip(before)]);
    }

    /// <summary>Runs <c>dotnet build</c> in <c>App</c> as a person sees it: in a terminal of 120 columns. The output is a recording of that terminal.</summary>
    public BuildRun BuildInTerminal(params string[] arguments)
    {
        ReferenceData.SkipUnless(OperatingSystem.IsLinux(), "the terminal of util-linux is only on Linux");
        var log = folder[$"{++runs}.binlog"];
        var recording = folder[$"{runs}.terminal"];
        var before = Started().Count;
        string[] words = [CommandLine.DotNet, "build", .. arguments, .. CommandLineProperties(), "-bl:" + log];
        var command = $"stty cols 120 rows 40; exec {string.Join(' ', words.Select(word => $"'{word}'"))}";
        var environment = new Dictionary<string, string>(Environment) { ["TERM"] = "xterm-256color" };
        var (exitCode, _) = CommandLine.Execute("script", this["App"], environment, "-q", "-e", "-c", command, recording);
        return new BuildRun(exitCode, File.ReadAllText(recording), log, [.. Started().Skip(before)]);
    }

    /// <summary>The properties as command-line arguments.</summary>
    public IEnumerable<string> CommandLineProperties() => Properties.Select(property => $"-p:{property.Key}={property.Value}");

    /// <summary>Runs the built program.</summary>
    /// <returns>The output of the program.</returns>
    public string StartProgram(string assembly = "App/bin/Debug/net10.0/App.dll", params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Run(folder.FullName, Environment, ["exec", this[assembly], .. arguments]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>The files of a program for .NET 10: its own, the managed assemblies of our runtime, and those compiled ahead of time.</summary>
    public static IReadOnlyList<string> ProgramFiles { get; } =
    [
        "App.deps.json", "App.dll", "App.runtimeconfig.json", "FlowerModel.Runtime.dll", "FlowerModel.Tflite.dll", "Google.FlatBuffers.dll",
        "StbImageSharp.dll",
        .. from platform in (string[])["linux-arm64", "linux-x64", "osx-arm64", "win-x64"]
           from name in (string[])["Runtime", "Tflite"]
           select $"runtimes/{platform}/lib/net10.0/FlowerModel.{name}.dll".Replace('/', Path.DirectorySeparatorChar),
    ];

    /// <summary>Relative paths of the files below a folder, sorted, without debug symbols.</summary>
    public IReadOnlyList<string> FilesIn(string path) =>
    [
        .. Directory.EnumerateFiles(this[path], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(this[path], file))
            .Where(file => !file.EndsWith(".pdb", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private string RestoreInputs() => string.Join('\n', Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets" or ".config")
        .Order(StringComparer.Ordinal)
        .Select(File.ReadAllText)
        .Concat(CommandLineProperties())
        .Append(Environment["NUGET_PACKAGES"]));

    // One line per start: "train Flowers" or, for a model with variants, "quantize Flowers int8". The model name is dropped.
    private IReadOnlyList<string> Started() => File.Exists(folder["started.txt"])
        ? [.. File.ReadAllLines(folder["started.txt"]).Select(line => line.Split(' ')).Select(words => string.Join(' ', [words[0], .. words.Skip(2)]))]
        : [];
}

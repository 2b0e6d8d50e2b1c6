using System.Text.RegularExpressions;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;
using YamlDotNet.RepresentationModel;

namespace FlowerModel.Sdk.Tests;

/// <summary>The examples in <c>docs/ci.md</c>: linted, and one run by an independent implementation of a runner.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed partial class CiExamplesTests(PackedFeed feed) : IDisposable
{
    private readonly Consumer consumer = new(feed);

    private static string Tools => NodePackage.Install("ci", Path.Combine(AppContext.BaseDirectory, "Ci"));

    public void Dispose() => consumer.Dispose();

    [Theory]
    [InlineData("GitHub Actions")]
    [InlineData("Many machines")]
    public void The_GitHub_workflows_pass_their_linter(string heading)
    {
        var workflow = Example(heading);
        Assert.Equal("", Lint(workflow));
        Assert.Contains("unexpected key \"runs\"", Lint(workflow.Replace("- run: dotnet build", "- runs: dotnet build")), StringComparison.Ordinal);
    }

    /// <summary>No linter of Azure Pipelines can be installed, so this checks the structure that the service's schema prescribes.</summary>
    [Fact]
    public void The_Azure_pipeline_uses_only_keys_and_inputs_that_exist()
    {
        var pipeline = Yaml(Example("Azure Pipelines"));
        AssertKnown(Keys(pipeline), "trigger", "pool", "variables", "steps");
        foreach (var step in ((YamlSequenceNode)pipeline["steps"]).Cast<YamlMappingNode>())
        {
            string[] allowed = Keys(step).First() switch
            {
                "checkout" => ["checkout", "lfs"],
                "script" => ["script", "displayName"],
                "task" => ["task", "displayName", "inputs"],
                var other => throw new InvalidDataException(other),
            };
            AssertKnown(Keys(step), allowed);
            if (!step.Children.ContainsKey("task")) continue;
            string[] inputs = (string?)step["task"] switch
            {
                "UseDotNet@2" => ["packageType", "version"],
                "Cache@2" => ["key", "restoreKeys", "path"],
                var other => throw new InvalidDataException(other),
            };
            Assert.Equal(inputs.Order(), Keys((YamlMappingNode)step["inputs"]).Order());
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_GitLab_job_builds_a_fresh_clone_from_the_restored_cache_without_training()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the job's script is for bash");
        WriteRepository();
        var tools = Tools;

        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate"], RunJob("first"));
        CopyFolder(consumer["first/.gitlab-ci-local/cache"], consumer["second/.gitlab-ci-local/cache"]);
        Assert.Empty(RunJob("second"));
        Assert.Empty(RunJob("second"));

        string[] RunJob(string clone)
        {
            if (!Directory.Exists(consumer[$"{clone}/.git"])) Git("clone", "--quiet", consumer["origin"], consumer[clone + "/clone"]);
            if (Directory.Exists(consumer[clone + "/clone"])) MoveUp(clone);
            var log = consumer[$"{clone}-{Guid.NewGuid():N}.txt"];
            consumer.Environment["FLOWERMODEL_FAKE_TRAINER_LOG"] = log;
            var runner = Path.Combine(tools, "node_modules", ".bin", "gitlab-ci-local");
            var (exitCode, output) = CommandLine.Execute(
                "node", consumer[clone], JobEnvironment(), runner, "--force-shell-executor", "build");
            Assert.True(exitCode == 0, output);
            Assert.Contains("the program answered: version 1.0.0, daisy", output, StringComparison.Ordinal);
            return File.Exists(log) ? [.. File.ReadAllLines(log).Select(line => line.Replace(" Flowers", "", StringComparison.Ordinal))] : [];
        }
    }

    // What a user's repository contains. Its test starts the program: dotnet test calls the target VSTest.
    private void WriteRepository()
    {
        consumer.Write("origin/.gitlab-ci.yml", Example("GitLab"));
        consumer.Write("origin/.gitignore", "bin/\nobj/\n.flowermodel/\n.packages/\n.gitlab-ci-local/\n");
        consumer.Write("origin/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <Sdk Name="FlowerModel.Sdk" Version="1.0.0" />
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <UseAppHost>false</UseAppHost>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <FlowerModel Include="Flowers" Dataset="photos" BaseWeights="none" />
              </ItemGroup>
              <Target Name="VSTest">
                <Exec Command="dotnet &quot;$(TargetPath)&quot;" ConsoleToMsBuild="true">
                  <Output TaskParameter="ConsoleOutput" PropertyName="Answer" />
                </Exec>
                <Message Importance="high" Text="the program answered: $(Answer)" />
              </Target>
            </Project>
            """);
        File.Copy(consumer["App/Program.cs"], consumer["origin/Program.cs"]);
        CopyFolder(consumer["App/photos"], consumer["origin/photos"]);
        Git("init", "--quiet", consumer["origin"]);
        Git("-C", consumer["origin"], "add", ".");
        Git("-C", consumer["origin"], "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "photos");
    }

    // The runner's folder may already contain the restored cache, so git cannot clone into it.
    private void MoveUp(string clone)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(consumer[clone + "/clone"]))
            Directory.Move(entry, Path.Combine(consumer[clone], Path.GetFileName(entry)));
        Directory.Delete(consumer[clone + "/clone"]);
    }

    private Dictionary<string, string> JobEnvironment() => new(consumer.Environment)
    {
        ["FlowerModelTrainerAssembly"] = PackedFeed.FakeTrainer,
        ["UseSharedCompilation"] = "false",
        ["MSBUILDTERMINALLOGGER"] = "off",
    };

    private string Lint(string workflow)
    {
        consumer.Write("build.yml", workflow);
        return NodePackage.Run(["lint-github.mjs", consumer["build.yml"]], Tools).Trim();
    }

    private static void AssertKnown(IEnumerable<string> keys, params string[] known) => Assert.Empty(keys.Except(known));

    private static void Git(params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Execute("git", Path.GetTempPath(), new Dictionary<string, string>(), arguments);
        Assert.True(exitCode == 0, output);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Example(string heading)
    {
        var document = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "ci.md"));
        var section = document[document.IndexOf("## " + heading, StringComparison.Ordinal)..];
        return Block().Match(section).Groups["yaml"].Value;
    }

    private static YamlMappingNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static HashSet<string> Keys(YamlMappingNode node) => [.. node.Children.Keys.Select(key => ((YamlScalarNode)key).Value!)];

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}

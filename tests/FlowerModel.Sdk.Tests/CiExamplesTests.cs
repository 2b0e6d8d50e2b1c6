using System.Text.RegularExpressions;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;
using YamlDotNet.RepresentationModel;

namespace FlowerModel.Sdk.Tests;

/// <summary>The examples in <c>docs/ci.md</c>: linted, and one of them run as a runner does.</summary>
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
    public void The_GitLab_job_matches_the_schema_of_its_runner()
    {
        var runner = Path.Combine(Tools, "node_modules", ".bin", "gitlab-ci-local");
        var job = Example("GitLab");
        var (exitCode, output) = Validate(job);
        Assert.True(exitCode == 0, output);
        Assert.Contains("build", output, StringComparison.Ordinal);
        (exitCode, output) = Validate(job.Replace("script:", "scripts:", StringComparison.Ordinal));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("build must have script specified", output, StringComparison.Ordinal);

        (int ExitCode, string Output) Validate(string text)
        {
            consumer.Write("gitlab/.gitlab-ci.yml", text);
            Git("init", "--quiet", consumer["gitlab"]);
            return CommandLine.Execute("node", consumer["gitlab"], new Dictionary<string, string>(), runner, "--list");
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_GitHub_workflow_builds_a_fresh_clone_from_the_restored_cache_without_training()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the job's steps are for bash");
        WriteRepository();
        var runner = new WorkflowRunner(consumer["origin"], consumer["saved"], RunnerEnvironment());
        var workflow = Yaml(Example("GitHub Actions"));

        Assert.Equal(["features", "train", "fine-tune", "convert", "evaluate", "report"], RunJob("first"));
        Assert.Empty(RunJob("second"));
        // Another commit: the cache of the commit before is restored.
        consumer.Write("origin/README.md", "flowers");
        Commit("a text");
        Assert.Empty(RunJob("third"));

        string[] RunJob(string workspace)
        {
            var log = consumer[workspace + ".txt"];
            runner.Run(workflow, "build", consumer[workspace], ("FLOWERMODEL_FAKE_TRAINER_LOG", log));
            Assert.StartsWith("version 1.0.0, daisy", File.ReadAllText(consumer[workspace + "/answer.txt"]), StringComparison.Ordinal);
            return File.Exists(log) ? [.. File.ReadAllLines(log).Select(line => line.Replace(" Flowers", "", StringComparison.Ordinal))] : [];
        }
    }

    // What a user's repository contains. Its test starts the program: dotnet test calls the target VSTest.
    private void WriteRepository()
    {
        consumer.Write("origin/.gitignore", "bin/\nobj/\n.flowermodel/\n.packages/\n");
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
              <Target Name="Test" BeforeTargets="VSTest">
                <Exec Command="dotnet &quot;$(TargetPath)&quot; > answer.txt" />
              </Target>
            </Project>
            """);
        File.Copy(consumer["App/Program.cs"], consumer["origin/Program.cs"]);
        WorkflowRunner.CopyFolder(consumer["App/photos"], consumer["origin/photos"]);
        Git("init", "--quiet", consumer["origin"]);
        Commit("photos");
    }

    private void Commit(string message)
    {
        Git("-C", consumer["origin"], "add", ".");
        Git("-C", consumer["origin"], "-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", message);
    }

    private Dictionary<string, string> RunnerEnvironment() => new(consumer.Environment)
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

using System.Text.RegularExpressions;
using FlowerModel.Testing;
using YamlDotNet.RepresentationModel;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>Runs a job of a GitHub Actions workflow as a runner does: in a fresh clone, with the cache restored before and saved after the steps.</summary>
/// <param name="repository">Full path of the repository.</param>
/// <param name="saved">Full path of the folder that stands for the cache service: one folder per key.</param>
/// <param name="environment">Environment variables of the runner.</param>
internal sealed partial class WorkflowRunner(string repository, string saved, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Runs a job.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="job">Name of the job.</param>
    /// <param name="workspace">Full path of the job's folder, which is created.</param>
    /// <param name="more">Further environment variables.</param>
    public void Run(YamlMappingNode workflow, string job, string workspace, params (string Name, string Value)[] more)
    {
        var description = (YamlMappingNode)workflow["jobs"][job];
        var context = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["github.workspace"] = workspace,
            ["runner.os"] = "Linux",
            ["github.sha"] = Execute("git", repository, environment, "rev-parse", "HEAD").Trim(),
        };
        var variables = new Dictionary<string, string>(environment);
        foreach (var (name, value) in more) variables[name] = value;
        foreach (var (name, value) in (YamlMappingNode)description["env"]) variables[Text(name)] = Evaluate(Text(value), context);

        Action save = static () => { };
        foreach (var step in ((YamlSequenceNode)description["steps"]).Cast<YamlMappingNode>())
        {
            if (step.Children.TryGetValue("run", out var script))
            {
                Execute("bash", workspace, variables, "-eo", "pipefail", "-c", Evaluate(Text(script), context));
                continue;
            }

            switch (Text(step["uses"]).Split('@')[0])
            {
                case "actions/checkout":
                    Execute("git", Path.GetTempPath(), variables, "clone", "--quiet", repository, workspace);
                    break;
                case "actions/setup-dotnet":
                    break;
                case "actions/cache":
                    save = RestoreCache((YamlMappingNode)step["with"], workspace, context);
                    break;
                case var other:
                    throw new NotSupportedException(other);
            }
        }

        save();
    }

    /// <summary>Copies a folder.</summary>
    public static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    // Restores the cache with exactly that key, or else the newest whose key begins with a restore key. Only a new key is saved.
    private Action RestoreCache(YamlMappingNode inputs, string workspace, Dictionary<string, string> context)
    {
        var key = Evaluate(Text(inputs["key"]), context);
        var prefix = Evaluate(Text(inputs["restore-keys"]), context).Trim();
        var paths = Text(inputs["path"]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var exact = Path.Combine(saved, key);
        var newest = Directory.Exists(saved)
            ? Directory.GetDirectories(saved, prefix + "*").OrderByDescending(Directory.GetCreationTimeUtc).FirstOrDefault()
            : null;
        if ((Directory.Exists(exact) ? exact : newest) is { } found) CopyFolder(found, workspace);
        return () =>
        {
            if (Directory.Exists(exact)) return;
            foreach (var path in paths) CopyFolder(Path.Combine(workspace, path), Path.Combine(exact, path));
        };
    }

    private static string Evaluate(string text, Dictionary<string, string> context) =>
        Expression().Replace(
            text, match => context.TryGetValue(match.Groups["name"].Value, out var value) ? value : throw new NotSupportedException(match.Value));

    private static string Execute(string program, string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var (exitCode, output) = CommandLine.Execute(program, folder, variables, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\$\{\{\s*(?<name>[\w.]+)\s*\}\}")]
    private static partial Regex Expression();
}

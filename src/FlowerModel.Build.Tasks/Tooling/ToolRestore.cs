using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using FlowerModel.Build.Tasks.Items;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Build.Tasks.Tooling;

/// <summary>
/// Restores a package with the consumer's own NuGet settings: runs <c>dotnet restore</c> on a small project with a <c>PackageDownload</c> item,
/// which is written below the consumer's intermediate folder.
/// </summary>
internal sealed class ToolRestore(ProjectFacts project, IPipelineLog log, CancellationToken cancellation)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Restores the package.</summary>
    /// <returns>NuGet's errors; empty if the restore succeeded.</returns>
    /// <exception cref="PipelineException">The <c>dotnet</c> program cannot be started.</exception>
    public string Restore(ToolPackage package)
    {
        log.Progress($"FlowerModel: restoring {package.Id} {package.Version} (once on this machine).");
        var file = Path.Combine(project.StateRoot, ".tools", "FlowerModel.Tools.proj");
        AtomicFile.WriteTextIfDifferent(file, ProjectText(package));
        return Run(file);
    }

    /// <summary>Returns the project to restore, which imports none of the consumer's Directory.Build files.</summary>
    internal string ProjectText(ToolPackage package)
    {
        var settings = new XElement(
            "PropertyGroup",
            new XElement("ImportDirectoryBuildProps", "false"),
            new XElement("ImportDirectoryBuildTargets", "false"),
            new XElement("ImportDirectoryPackagesProps", "false"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("TargetFramework", "netstandard2.0"),
            new XElement("DisableImplicitFrameworkReferences", "true"),
            // NuGet searches for NuGet.config files from here upward, as it does for the consumer, whose intermediate folder can be elsewhere.
            new XElement("RestoreRootConfigDirectory", project.ProjectDirectory),
            project.PackageFolders.Take(1).Select(folder => new XElement("RestorePackagesPath", folder)),
            project.RestoreProperties.Select(property => new XElement(property.Key, property.Value)));
        var downloads = new XElement(
            "ItemGroup",
            new XElement("PackageDownload", new XAttribute("Include", package.Id), new XAttribute("Version", $"[{package.Version}]")));
        return new XElement(
            "Project",
            settings,
            new XElement("Import", new XAttribute("Project", "Sdk.props"), new XAttribute("Sdk", "Microsoft.NET.Sdk")),
            downloads,
            new XElement("Import", new XAttribute("Project", "Sdk.targets"), new XAttribute("Sdk", "Microsoft.NET.Sdk"))) + "\n";
    }

    private string Run(string file)
    {
        var start = new ProcessStartInfo(project.DotNetHost, $"restore \"{file}\" -nodeReuse:false -v:minimal")
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = project.ProjectDirectory,
        };
        // These variables describe the MSBuild that runs the build and must not reach another MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        var output = new StringBuilder();
        using var process = Start(start);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.WaitForExit((int)Poll.TotalMilliseconds))
        {
            if (!cancellation.IsCancellationRequested) continue;
            process.Kill();
            cancellation.ThrowIfCancellationRequested();
        }

        process.WaitForExit();
        string written;
        lock (output) written = output.ToString();
        log.Detail(Codes.Progress, written);
        return process.ExitCode == 0 ? "" : Complaints(written);

        void Append(string? line)
        {
            lock (output) output.AppendLine(line);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new Win32Exception("no process");
        }
        catch (Win32Exception error)
        {
            throw new PipelineException(
                Codes.TrainerNotRestored,
                $"The trainer's package cannot be restored, because '{start.FileName}' cannot be started: {error.Message}.",
                project.ProjectFile,
                error);
        }
    }

    // Shortens "path : error NU1101: text [project]" to the code and text, without duplicates.
    private static string Complaints(string output)
    {
        var lines = output.Split('\n')
            .Where(line => line.Contains("error "))
            .Select(line => line.Substring(line.IndexOf("error ", StringComparison.Ordinal) + "error ".Length))
            .Select(line => line.Split('[')[0].Trim())
            .Where(line => line.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(3)
            .ToArray();
        return lines.Length > 0 ? string.Join(" ", lines) : output.Trim();
    }
}

using System.Diagnostics;
using System.Reflection;
using FlowerModel.Testing;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>The tool as users get it: packed, published to a private feed and installed from there into its own folder.</summary>
public sealed class InstalledTool : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Packs and installs the tool.</summary>
    public InstalledTool()
    {
        var configuration = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Configuration").Value!;
        var project = Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Tool", "FlowerModel.Tool.csproj");
        // Packs the build output of these tests, so that nothing is compiled twice.
        Dotnet("pack", project, "--no-build", "-c", configuration, "-o", folder["feed"], "-tl:off");
        File.WriteAllText(folder["nuget.config"], $"""
            <configuration>
              <packageSources><clear /><add key="private" value="{folder["feed"]}" /></packageSources>
            </configuration>
            """);
        Dotnet("tool", "install", "FlowerModel.Tool", "--tool-path", folder["tools"], "--configfile", folder["nuget.config"]);
    }

    /// <summary>Full path of the package.</summary>
    public string Package => Assert.Single(Directory.GetFiles(folder["feed"], "FlowerModel.Tool.*.nupkg"));

    /// <summary>Runs the installed command.</summary>
    internal CommandResult Run(params string[] arguments) =>
        Start(Path.Combine(folder["tools"], OperatingSystem.IsWindows() ? "flowermodel.exe" : "flowermodel"), arguments);

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    private void Dotnet(params string[] arguments)
    {
        var result = Start(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private CommandResult Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The test run must not affect the programs, and no program may leave a server behind.
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(TimeSpan.FromMinutes(3))) return new CommandResult(process.ExitCode, output.Result, errors.Result);
        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} took over three minutes");
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, "COLUMNS", StringComparison.OrdinalIgnoreCase);
}

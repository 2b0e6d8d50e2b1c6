using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests.Support;

/// <summary>
/// The compiler server of the builds under test. A compiler that starts in every build takes longer than the rest of the build. Its name is unique, so
/// no other build on the machine uses it, and it does not outlive the tests.
/// </summary>
internal sealed class CompilerServer : IDisposable
{
    private readonly string name = "flowermodel-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>The properties of builds that use the server. It starts with the first of them.</summary>
    public IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["UseSharedCompilation"] = "true",
        ["SharedCompilationId"] = name,
    };

    /// <summary>Ends the server and waits until it has ended.</summary>
    public void Dispose()
    {
        var none = new Dictionary<string, string>();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["Empty.csproj"], """<Project Sdk="Microsoft.NET.Sdk" />""");
        var (_, compiler) = CommandLine.Run(folder.FullName, none, "msbuild", "Empty.csproj", "-getProperty:RoslynTargetsPath");
        var server = Path.Combine(compiler.Trim(), "bincore", "VBCSCompiler.dll");
        var (exitCode, output) = CommandLine.Run(folder.FullName, none, "exec", server, "-pipename:" + name, "-shutdown");
        if (exitCode != 0) Console.Error.WriteLine($"The compiler server {name} was not ended:\n{output}");
    }
}

using System.Diagnostics;
using System.Security.Cryptography;

namespace FlowerModel.Testing;

/// <summary>
/// Node.js programs with their npm dependencies. A package is installed once per machine, in the cache folder of the user. If Node.js is missing
/// or too old, a test that needs a package is skipped (or fails in continuous integration).
/// </summary>
public static class NodePackage
{
    /// <summary>The oldest major version of Node.js whose WebAssembly supports the TensorFlow Lite runtimes.</summary>
    private const int OldestMajor = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly Lazy<bool> IsUsable = new(() => IsOnPath("npm") && IsOnPath("node") && Major() >= OldestMajor);

    /// <summary>Installs a package unless it is already installed.</summary>
    /// <param name="name">Prefix of the name of its folder in the cache.</param>
    /// <param name="source">Folder with <c>package.json</c>, <c>package-lock.json</c> and the programs.</param>
    /// <returns>Full path of the folder in which to run the programs.</returns>
    /// <exception cref="InvalidOperationException">npm failed; the message contains its output.</exception>
    public static string Install(string name, string source)
    {
        ReferenceData.SkipUnless(IsUsable.Value, $"Node.js {OldestMajor} or newer and npm are not installed");
        var cache = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var root = Path.Combine(cache, "FlowerModel.Testing");
        Directory.CreateDirectory(root);
        var folder = Path.Combine(root, $"{name}-{Fingerprint(source)}");
        using var onlyOne = Lock(folder + ".lock");
        if (File.Exists(Path.Combine(folder, "installed"))) return folder;

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var file in SourceFiles(source))
        {
            var copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(Path.Combine(source, file)));
        }

        Execute(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci"], folder);
        File.WriteAllText(Path.Combine(folder, "installed"), "");
        return folder;
    }

    /// <summary>Runs a program until it exits.</summary>
    /// <param name="arguments">Name of the program, relative to <paramref name="folder"/>, and its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="InvalidOperationException">The program failed or took too long; the message contains its output.</exception>
    public static string Run(IEnumerable<string> arguments, string folder) => Execute("node", arguments, folder);

    /// <summary>Hash of all programs and versions, so that the package is installed again when one of them changes.</summary>
    private static string Fingerprint(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in SourceFiles(source)) hash.AppendData(File.ReadAllBytes(Path.Combine(source, file)));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    private static IEnumerable<string> SourceFiles(string source) =>
        Directory.EnumerateFiles(source, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => Path.GetRelativePath(source, path))
            .Where(path => !path.StartsWith("node_modules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static FileStream Lock(string path)
    {
        for (var end = DateTime.UtcNow.AddMinutes(5); ; Thread.Sleep(200))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                // Another test process is installing the package.
            }
        }
    }

    private static int Major() =>
        Version.TryParse(Execute("node", ["--version"], Path.GetTempPath()).Trim().TrimStart('v'), out var version) ? version.Major : 0;

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program))
                || File.Exists(Path.Combine(folder, program + ".exe"))
                || File.Exists(Path.Combine(folder, program + ".cmd")));

    private static string Execute(string program, IEnumerable<string> arguments, string folder)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} took over {Limit}");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output.Result}{errors.Result}");
        }

        return output.Result;
    }
}

using System.Diagnostics;
using System.Globalization;
using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Bits;

/// <summary>Runs <c>FlowerModel.BitsProbe</c>, which prints the machine and the hashes of a tiny training.</summary>
internal static class Probe
{
    /// <summary>The hashes. They are committed, so that processors that no test machine has are held to the same bits.</summary>
    public static IReadOnlyList<string> Committed { get; } =
    [
        "activations: ab495a85cf92bc205aa9c90d45ba3d7de3a31050f30a274622b9560f02322903",
        "head: 03d348fafd99c84d55bf59bd59956d6a535445ce8c70cd39625a30e17b0befc3",
        "fine-tuned: 365b1cc1623754d082e74ab0e3e379b58aa10168f3403c1528b4025311971fc2",
        "from scratch: 2dd7ff79a637a58bf7b9304f87f55cf751a7f02009b3584d2ba02221ac600ede",
        "model.tflite: 4fb8c66d770d9832b53b925d0c8a04897c708e7f2aaeb9d0481a572380df8747",
        "answers: 7f5856668a24752fc109643d64669a040039de1ee6a37aad8361e9fd2285c848",
    ];

    /// <summary>The image that is not drawn.</summary>
    public static string Photo { get; } = Path.Combine(
        ReferenceData.RepositoryRoot, "tests", "FlowerModel.Trainer.Tests", "Golden", "Inputs", "photo.jpg");

    /// <summary>Runs a program.</summary>
    /// <param name="threads">Number of processors that .NET sees.</param>
    /// <param name="variables">Other environment variables.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments before the image.</param>
    /// <returns>The lines that it prints: the machine, then the hashes.</returns>
    public static IReadOnlyList<string> Run(int threads, IReadOnlyDictionary<string, string> variables, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[.. arguments, Photo]) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

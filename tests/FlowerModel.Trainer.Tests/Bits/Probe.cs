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
        "activations: 5292928d89fa1e68e6aa2d2807041ee5f8e31d0e17c716be37fab8440f3c4123",
        "head: 970ff734b5e77fafc976220fbd7fcad73f427f2135d879209bef64e59260494d",
        "fine-tuned: e976695ed9229ed8c48e02d04725ce99c95a02fbfe068629fa48737cb0a94605",
        "from scratch: 3ae4c484b225fc4f0d90e0e6bc4f3a6eaca3f06f1ce9c42a7fdf739250d52656",
        "model.tflite: 879157705f4fac846362fcd56f4c29211417eaea0707d52ef2ad9c8cf713c7ea",
        "answers: a92a8453f77e5856e2f38f975e60943f241d69c5caeb91c374e66e669cd42abd",
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

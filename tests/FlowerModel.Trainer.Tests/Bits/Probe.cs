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
        "activations: fe67514c8b61992f0a53a17b8b941a9162ff27709440013176d73fdfd05d2356",
        "head: 10be4a317c9ff471dc601ec70e605852f49aabc8105e7885cac17c4eddf09c5a",
        "fine-tuned: fcfb05eb7ab848f478e59378d4b99390f576a0c53a26a5e8ae1bb2b0b6b09441",
        "from scratch: 24d215581212e3aac4c3b48bc9c94d6df4802b69c6b6ed5be2a376c346f5cff2",
        "model.tflite: 99ecf96d80dcb4de622b4a6693565c2113772aa5939e4fa403504ac4a8a87a48",
        "answers: 80e046474d145ac1d00f9dfd1c4fb0008747f84d4b19f5056321656d31993c8c",
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

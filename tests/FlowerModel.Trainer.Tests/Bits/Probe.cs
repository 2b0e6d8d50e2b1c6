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
        "activations: 78bf2019fb05dc7a0456dd205f27f2f436ebd18b5feb8d981abbc47fd0067ba7",
        "head: 2f279d6cb5328c3fde2147bfad668cbb062822543e9ce6ab46f7a8c3adb4d32c",
        "fine-tuned: 4f8cd5ae210b7f1660543f5dc3308fdf1f333799909dc7726f933bfceda234a2",
        "from scratch: 24eb83fefcafbcb729160b1449e26e77bb781c44740d18e341ad06c7a629a22b",
        "model.tflite: 9e543c52fd13369ad9c662a7de890ac5e85efe2ef45519ac666f6dfe5ed963c8",
        "answers: 48f94e493e726cfde0809925ae031a8a4e86bdbfe6f4e4e6c1e21284ffe865ab",
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

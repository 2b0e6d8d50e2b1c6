using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>
/// A float16 file is a float32 model with rounded kernels: every runtime widens them and computes in float32. Runtimes only differ in the order of
/// sums, so all probabilities agree, and so does every label whose lead is greater than two such errors.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class Float16AgreementTests(Classifiers classifiers)
{
    private const double OrderOfSums = 1e-4;

    [Theory]
    [InlineData(Classifiers.Linear, 200)]
    [InlineData(Classifiers.Conv, 100)]
    public void The_native_library_matches_the_probabilities_of_our_runtime(string name, int count)
    {
        var inputs = Array.ConvertAll(Photos.Test(count), Runtimes.Bytes);
        var file = classifiers.File(name, NumberFormat.Float16);

        var theirs = Runtimes.Run(file, inputs, Oracle.NativeXnnpack);
        var ours = Runtimes.Run(file, inputs, Runtimes.Ours);

        foreach (var (their, our) in theirs.Zip(ours)) Assert.Equal(Runtimes.Floats(their), Runtimes.Floats(our), (a, b) => Math.Abs(a - b) <= OrderOfSums);
    }
}

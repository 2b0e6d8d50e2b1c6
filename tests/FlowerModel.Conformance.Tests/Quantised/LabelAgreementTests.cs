using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;

namespace FlowerModel.Conformance.Tests.Quantised;

/// <summary>A quantised file gives the same labels in the native TensorFlow Lite library and in our own runtime.</summary>
[Trait("Speed", "Slow")]
public sealed class LabelAgreementTests(Classifiers classifiers, ITestOutputHelper output)
{
    private const double LeastAgreement = 0.995;

    [Theory]
    [InlineData(Classifiers.Linear, QuantizationKind.Float16, Oracle.NativeXnnpack, 400)]
    [InlineData(Classifiers.Linear, QuantizationKind.Dynamic, Oracle.Native, 400)]
    [InlineData(Classifiers.Conv, QuantizationKind.Float16, Oracle.NativeXnnpack, 200)]
    public void The_native_library_and_our_runtime_name_the_same_classes(string name, QuantizationKind kind, string runtime, int count)
    {
        var inputs = Array.ConvertAll(Photos.Test(count), Runtimes.Bytes);
        var file = classifiers.File(name, kind);

        var theirs = Labels(file, inputs, runtime);
        var ours = Labels(file, inputs, Runtimes.Ours);

        output.WriteLine($"{name}, {kind}: the same label for {Same(theirs, ours)} of {count} photos");
        Assert.InRange(Same(theirs, ours), LeastAgreement * count, count);
    }

    private static int[] Labels(byte[] file, byte[][] inputs, string runtime) => Array.ConvertAll(Runtimes.Run(file, inputs, runtime), bytes =>
    {
        var probabilities = Runtimes.Floats(bytes);
        return probabilities.IndexOf(probabilities.Max());
    });

    private static int Same(int[] first, int[] second) => first.Zip(second).Count(pair => pair.First == pair.Second);
}

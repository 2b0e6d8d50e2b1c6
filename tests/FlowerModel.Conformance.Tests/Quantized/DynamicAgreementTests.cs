using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>A dynamic-range file returns the same labels in TensorFlow's runtimes and in our own.</summary>
/// <remarks>
/// Our runtime computes like TensorFlow Lite's own kernels, which the native library uses. LiteRT uses XNNPACK instead, which rounds the inputs of
/// dynamic-range layers differently. This may change the label of a near tie but not of a clear winner.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class DynamicAgreementTests(Classifiers classifiers, ITestOutputHelper output)
{
    private const double LeastAgreement = 0.995;

    /// <summary>The lead in probability above which different rounding must not change the label.</summary>
    private const float ClearLead = 0.25f;

    [Theory]
    [InlineData(Classifiers.Linear, 200)]
    [InlineData(Classifiers.Conv, 100)]
    public void The_native_library_and_our_runtime_return_the_same_labels(string name, int count)
    {
        var lost = LeadsLost(name, Oracle.Native, count);

        output.WriteLine($"{name}: the same label for {count - lost.Length} of {count} photos");
        Assert.InRange(count - lost.Length, LeastAgreement * count, count);
    }

    [Fact]
    public void A_runtime_that_rounds_differently_changes_no_clear_winner()
    {
        const int Count = 100;
        var lost = LeadsLost(Classifiers.Conv, Oracle.LiteRt, Count);

        output.WriteLine($"{Classifiers.Conv}: another label for {lost.Length} of {Count} photos");
        Assert.All(lost, lead => Assert.InRange(lead, 0, ClearLead));
        Assert.InRange(lost.Length, 0, Count / 20);
    }

    private float[] LeadsLost(string name, string runtime, int count)
    {
        var (file, inputs) = (classifiers.File(name, NumberFormat.Dynamic), Array.ConvertAll(Photos.Test(count), Runtimes.Bytes));
        float[][] Run(string where) => Array.ConvertAll(Runtimes.Run(file, inputs, where), Runtimes.Floats);
        return Probabilities.LeadsLost(Run(runtime), Run(Runtimes.Ours));
    }
}

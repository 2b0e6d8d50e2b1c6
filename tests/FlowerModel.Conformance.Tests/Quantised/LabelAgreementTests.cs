using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;

namespace FlowerModel.Conformance.Tests.Quantised;

/// <summary>A dynamic-range file gives the same labels in TensorFlow's runtimes and in our own.</summary>
/// <remarks>
/// Our runtime computes as TensorFlow Lite's own kernels do, which the native library has. LiteRT runs XNNPACK instead, which rounds the inputs of
/// dynamic-range layers in its own way. There a near tie may go the other way, and a clear winner must not.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class LabelAgreementTests(Classifiers classifiers, ITestOutputHelper output)
{
    private const double LeastAgreement = 0.995;

    /// <summary>The lead in probability that no other rounding may overcome.</summary>
    private const float ClearLead = 0.25f;

    [Theory]
    [InlineData(Classifiers.Linear, QuantizationKind.Dynamic, Oracle.Native, 400)]
    [InlineData(Classifiers.Conv, QuantizationKind.Dynamic, Oracle.Native, 200)]
    public void Their_runtime_and_ours_name_the_same_classes(string name, QuantizationKind kind, string runtime, int count)
    {
        var inputs = Array.ConvertAll(Photos.Test(count), Runtimes.Bytes);
        var file = classifiers.File(name, kind);

        var theirs = Probabilities(file, inputs, runtime);
        var ours = Probabilities(file, inputs, Runtimes.Ours);

        var same = theirs.Zip(ours).Count(photo => Label(photo.First) == Label(photo.Second));
        output.WriteLine($"{name}, {kind}, {runtime}: the same label for {same} of {count} photos");
        Assert.InRange(same, LeastAgreement * count, count);
    }

    [Theory]
    [InlineData(Classifiers.Conv, QuantizationKind.Dynamic, Oracle.LiteRt)]
    public void A_runtime_that_rounds_otherwise_changes_no_clear_winner(string name, QuantizationKind kind, string runtime)
    {
        var inputs = Array.ConvertAll(Photos.Test(200), Runtimes.Bytes);
        var file = classifiers.File(name, kind);

        var theirs = Probabilities(file, inputs, runtime);
        var ours = Probabilities(file, inputs, Runtimes.Ours);

        var leads = theirs.Zip(ours).Where(photo => Label(photo.First) != Label(photo.Second)).Select(photo => Lead(photo.Second)).ToArray();
        output.WriteLine($"{name}, {kind}, {runtime}: another label for {leads.Length} of {inputs.Length} photos");
        Assert.All(leads, lead => Assert.InRange(lead, 0, ClearLead));
        Assert.InRange(leads.Length, 0, inputs.Length / 20);
    }

    private static float[][] Probabilities(byte[] file, byte[][] inputs, string runtime) =>
        Array.ConvertAll(Runtimes.Run(file, inputs, runtime), Runtimes.Floats);

    private static int Label(float[] probabilities) => probabilities.IndexOf(probabilities.Max());

    private static float Lead(float[] probabilities)
    {
        var sorted = probabilities.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }
}

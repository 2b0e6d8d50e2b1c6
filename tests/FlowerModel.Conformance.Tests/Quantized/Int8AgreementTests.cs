using System.Runtime.InteropServices;
using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>The scores of int8 files in TensorFlow's runtimes and in our own.</summary>
/// <remarks>
/// There are two ways to round the sum of an int8 layer to a step, and each gives its bits everywhere (on x64; elsewhere the matrix products of the
/// libraries may round otherwise). TensorFlow Lite's own kernels round twice in fixed point, as our runtime does. XNNPACK rounds once, as floats:
/// LiteRT, TensorFlow Lite as WebAssembly and the native library with XNNPACK. Operator by operator the two are at most a step apart
/// (OperatorByOperatorTests), over the layers that adds up to some steps of the scores.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class Int8AgreementTests(Classifiers classifiers, ITestOutputHelper output)
{
    /// <summary>How far a score may move under the other rounding, in steps of 1/256: the bound of RealModelTests too.</summary>
    private const float Moved = 16 / 256f;

    [Theory]
    [InlineData(Classifiers.Linear, 400)]
    [InlineData(Classifiers.Conv, 200)]
    public void The_native_library_with_its_own_kernels_gives_the_bits_of_our_runtime(string name, int count)
    {
        SkipElsewhere();
        var (file, inputs) = (classifiers.File(name, NumberFormat.Int8), Inputs(count));

        Assert.Equal(Runtimes.Run(file, inputs, Oracle.Native), Runtimes.Run(file, inputs, Runtimes.Ours));
    }

    [Fact]
    public void Runtimes_with_XNNPACK_give_the_bits_of_each_other_and_other_labels_than_ours_at_near_ties_alone()
    {
        SkipElsewhere();
        var (file, inputs) = (classifiers.File(Classifiers.Linear, NumberFormat.Int8), Inputs(200));

        var theirs = Runtimes.Run(file, inputs, Oracle.LiteRt);
        Assert.Equal(theirs, Runtimes.Run(file, inputs, Oracle.NativeXnnpack));

        var ours = Array.ConvertAll(Runtimes.Run(file, inputs, Runtimes.Ours), Runtimes.Floats);
        var leads = Probabilities.LeadsLost(Array.ConvertAll(theirs, Runtimes.Floats), ours);
        output.WriteLine($"another label for {leads.Length} of {inputs.Length} photos, with leads of {string.Join(", ", leads)}");
        Assert.All(leads, lead => Assert.InRange(lead, 0, 2 * Moved));
    }

    [Fact]
    public void A_file_has_a_scale_for_every_channel_of_its_convolutions_and_at_most_27_percent_of_float32_s_size()
    {
        var file = classifiers.File(Classifiers.Conv, NumberFormat.Int8);
        Assert.InRange((double)file.Length / classifiers[Classifiers.Conv].File.Length, 0.25, 0.27);

        var graph = ModelReader.Read(file).Main;
        Tensor[] kernels = [.. graph.Operators
            .Where(op => op.Code is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D)
            .Select(op => graph.Tensors[op.Inputs[1]])];
        Assert.True(kernels.Length > 50);
        Assert.All(kernels, kernel => Assert.Equal(kernel.Shape[kernel.Quantization!.Dimension], kernel.Quantization.Scales.Count));
    }

    // A delegate may widen a bias by its scales, which no runtime here reads.
    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void A_bias_counts_in_steps_of_its_input_s_scale_times_its_kernel_s(string name)
    {
        var graph = ModelReader.Read(classifiers.File(name, NumberFormat.Int8)).Main;
        var layers = graph.Operators.Where(op => op.Inputs.Count == 3).Select(op => op.Inputs.Select(input => graph.Tensors[input].Quantization!).ToArray());
        Assert.All(layers, tensors => Assert.Equal(tensors[1].Scales.Select(scale => tensors[0].Scale * scale), tensors[2].Scales));
    }

    private static byte[][] Inputs(int count) => Array.ConvertAll(Photos.Test(count), Runtimes.Bytes);

    private static void SkipElsewhere() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the libraries' matrix products round otherwise on this processor");
}

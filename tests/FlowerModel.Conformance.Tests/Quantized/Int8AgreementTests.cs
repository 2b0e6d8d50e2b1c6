using System.Runtime.InteropServices;
using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>The scores of int8 files in TensorFlow's runtimes and in our own.</summary>
/// <remarks>
/// There are two ways to round the sum of an int8 layer to a step, and each produces the same bits in all runtimes that use it (on x64; on other
/// processors the matrix products of the libraries may round differently). TensorFlow Lite's own kernels round twice in fixed point, as our runtime
/// does. XNNPACK rounds once, in floats: in LiteRT, in TensorFlow Lite as WebAssembly and in the native library with XNNPACK. For a single operator
/// the two differ by at most a step (OperatorByOperatorTests), which accumulates to a few steps of the scores over all layers.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class Int8AgreementTests(Classifiers classifiers, ITestOutputHelper output)
{
    /// <summary>The maximum difference of a score with the other rounding: 16 steps of 1/256, as in RealModelTests.</summary>
    private const float Moved = 16 / 256f;

    [Theory]
    [InlineData(Classifiers.Linear, 200)]
    [InlineData(Classifiers.Conv, 100)]
    public void The_native_library_with_its_own_kernels_matches_our_runtime_bit_for_bit(string name, int count)
    {
        SkipElsewhere();
        var (file, inputs) = (classifiers.File(name, NumberFormat.Int8), Inputs(count));

        Assert.Equal(Runtimes.Run(file, inputs, Oracle.Native), Runtimes.Run(file, inputs, Runtimes.Ours));
    }

    [Fact]
    public void Runtimes_with_XNNPACK_match_each_other_bit_for_bit_and_differ_from_our_labels_only_at_near_ties()
    {
        SkipElsewhere();
        var (file, inputs) = (classifiers.File(Classifiers.Linear, NumberFormat.Int8), Inputs(100));

        var theirs = Runtimes.Run(file, inputs, Oracle.LiteRt);
        Assert.Equal(theirs, Runtimes.Run(file, inputs, Oracle.NativeXnnpack));

        var ours = Array.ConvertAll(Runtimes.Run(file, inputs, Runtimes.Ours), Runtimes.Floats);
        var leads = Probabilities.LeadsLost(Array.ConvertAll(theirs, Runtimes.Floats), ours);
        output.WriteLine($"another label for {leads.Length} of {inputs.Length} photos, with leads of {string.Join(", ", leads)}");
        Assert.All(leads, lead => Assert.InRange(lead, 0, 2 * Moved));
    }

    [Fact]
    public void A_file_has_a_scale_per_channel_of_its_convolutions_and_at_most_27_percent_of_the_float32_size()
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

    // A delegate may dequantize a bias with its scales, which no runtime in these tests reads.
    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void The_scale_of_a_bias_is_the_input_scale_times_the_kernel_scale(string name)
    {
        var graph = ModelReader.Read(classifiers.File(name, NumberFormat.Int8)).Main;
        var layers = graph.Operators.Where(op => op.Inputs.Count == 3).Select(op => op.Inputs.Select(input => graph.Tensors[input].Quantization!).ToArray());
        Assert.All(layers, tensors => Assert.Equal(tensors[1].Scales.Select(scale => tensors[0].Scale * scale), tensors[2].Scales));
    }

    private static byte[][] Inputs(int count) => Array.ConvertAll(Photos.Test(count), Runtimes.Bytes);

    private static void SkipElsewhere() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the libraries round differently on this processor");
}

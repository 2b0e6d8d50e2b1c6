using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Comparison;
using FlowerModel.Conversion.Quantization.Equalization;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;
using Xunit;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>A real classifier in int8, run in real runtimes on photos that were not used for calibration.</summary>
public class Int8ClassifierTests
{
    private const int Judging = 20;

    // This model was not trained on flowers: its logits are steep, and one step in an early layer changes them. A wrong scale or a wrong rule
    // would still be detected.
    private const float MeanDifference = 0.08f;

    /// <summary>The lead in probability above which int8 must not change the label.</summary>
    private const float ClearLead = 0.25f;
    private static readonly Lazy<float[][]> Calibrating = new(() => TeachableModel.Photos(0, 40));
    private static readonly Lazy<float[][]> Photos = new(() => TeachableModel.Photos(40, Judging));
    private static readonly Lazy<QuantizedModel> FloatEnds = new(() => Quantize(InferenceType.Float32, InferenceType.Float32));

    // Our runtime rounds int8 sums twice in fixed point, as TensorFlow Lite's own kernels do, and returns the same bits.
    [Fact]
    public void The_native_library_matches_our_runtime_bit_for_bit()
    {
        SkipElsewhere();
        var ours = new Interpreter(ModelReader.Read(FloatEnds.Value.File));

        Assert.Equal(Array.ConvertAll(Photos.Value, photo => Run(ours, photo)), Scores(Oracle.Native));
    }

    // XNNPACK rounds once, in floats, and returns the same bits in the native library and as WebAssembly.
    [Theory]
    [InlineData(Oracle.Tfjs)]
    [InlineData(Oracle.LiteRt)]
    public void Runtimes_with_XNNPACK_match_each_other_bit_for_bit(string runtime)
    {
        SkipElsewhere();
        Assert.Equal(Scores(Oracle.NativeXnnpack), Scores(runtime));
    }

    // With either rounding, int8 does not change a label that has a clear lead in float32.
    [Theory]
    [InlineData(Oracle.Native)]
    [InlineData(Oracle.NativeXnnpack)]
    [InlineData(Oracle.Tfjs)]
    [InlineData(Oracle.LiteRt)]
    public void Real_runtimes_return_the_labels_of_the_float32_model(string runtime)
    {
        var original = new Interpreter(ModelReader.Read(TeachableModel.File));
        var expected = Array.ConvertAll(Photos.Value, photo => Run(original, photo));
        var actual = Scores(runtime);

        Assert.InRange(expected.Zip(actual).SelectMany(pair => pair.First.Zip(pair.Second, (a, b) => Math.Abs(a - b))).Average(), 0, MeanDifference);
        var sure = expected.Zip(actual).Where(pair => Lead(pair.First) > ClearLead).ToArray();
        Assert.InRange(sure.Length, Judging / 2, Judging);
        Assert.All(sure, pair => Assert.Equal(Label(pair.First), Label(pair.Second)));
    }

    [Fact]
    public void A_model_with_byte_input_and_output_agrees_with_one_of_float32()
    {
        using var bytes = new NativeTflite(Quantize(InferenceType.UInt8, InferenceType.UInt8).File.Span);
        using var floats = new NativeTflite(FloatEnds.Value.File.Span);
        Assert.Equal((1f / 256, 0), (bytes.Outputs[0].Scale, bytes.Outputs[0].ZeroPoint));
        Assert.Equal(2f / 255, bytes.Inputs[0].Scale, 1e-4f);
        List<float> differences = [];
        foreach (var photo in Photos.Value)
        {
            var stored = Array.ConvertAll(photo, value => (byte)Math.Clamp(MathF.Round(value / bytes.Inputs[0].Scale) + bytes.Inputs[0].ZeroPoint, 0, 255));
            var expected = TeachableModel.Floats(floats.Run(TeachableModel.Bytes(photo)));
            differences.AddRange(expected.Zip(bytes.Run(stored), (score, byteScore) => Math.Abs(score - (byteScore / 256f))));
        }

        Assert.InRange(differences.Average(), 0, MeanDifference);
    }

    [Fact]
    public void The_same_images_produce_the_same_bytes_and_images_not_used_for_calibration_select_the_recipe()
    {
        var again = Quantize(InferenceType.Float32, InferenceType.Float32);
        Assert.Equal(FloatEnds.Value.File.ToArray(), again.File.ToArray());
        Assert.Equal(Int8Recipe.Candidates, again.Trials.Select(trial => trial.Recipe));
        Assert.All(again.Trials, trial => Assert.Equal(20, trial.Images));
        Assert.Equal(again.Trials.MinBy(trial => trial.Divergence)!.Recipe, again.Recipe);
    }

    [Fact]
    public void Equalization_balances_channels_and_does_not_change_float32_results()
    {
        var images = CalibrationImages.FromPrepared(Calibrating.Value[..8]);
        int[] all = [.. Enumerable.Range(0, images.Count)];
        var plain = ConstantCopies.Apply(ModelReader.Read(TeachableModel.File));
        var before = Calibrator.Run(plain, images, all, TestContext.Current.CancellationToken);
        var even = Equalizer.Apply(plain, before);
        var after = Calibrator.Run(even, images, all, TestContext.Current.CancellationToken);

        var (one, other) = (new Interpreter(plain), new Interpreter(even));
        foreach (var image in Calibrating.Value[..8]) Assert.Equal(Run(one, image), Run(other, image));
        var scaled = plain.Main.Operators.Where(op => op.Code == BuiltinOperator.DepthwiseConv2D).Select(op => op.Inputs[0]).ToArray();
        Assert.All(scaled, tensor => Assert.InRange(Evenness(after[tensor].Channels), Evenness(before[tensor].Channels), 1));
        Assert.Contains(scaled, tensor => Evenness(after[tensor].Channels) > 1.2 * Evenness(before[tensor].Channels));
        Assert.All(after.Where(pair => before[pair.Key].Max == 6), pair => Assert.Equal(6, pair.Value.Max));
    }

    [Fact]
    public void The_layerwise_table_lists_each_result_in_order_and_compensates_for_equalization()
    {
        var images = CalibrationImages.FromPrepared(Photos.Value[..5]);
        var recipe = new Int8Recipe("", RangeMethod.MinMax) { Equalize = true, CorrectBias = true };
        var options = new QuantizationOptions { Format = NumberFormat.Int8, Recipe = recipe };
        var int8 = Quantizer.Quantize(TeachableModel.File, options, CalibrationImages.FromPrepared(Calibrating.Value)).File;
        var rows = LayerComparison.Compare(TeachableModel.File, int8, images, TestContext.Current.CancellationToken);

        var graph = ModelReader.Read(TeachableModel.File).Main;
        Assert.Equal(
            [graph.Tensors[graph.Inputs[0]].Name, .. graph.Operators.Select(op => graph.Tensors[op.Outputs[0]].Name)], rows.Select(row => row.Name));
        Assert.All(rows, row => Assert.InRange(row.SignalToNoise, 5, 80));
        // The last row contains probabilities, which can exceed 255/256, the maximum that the scale of the specification can represent.
        Assert.All(rows.SkipLast(1), row => Assert.True(row is { Scale: > 0, ZeroPoint: >= -128 and <= 127, SaturatedShare: >= 0 and < 0.05 }, row.ToString()));
        var same = LayerComparison.Compare(TeachableModel.File, TeachableModel.File, images, TestContext.Current.CancellationToken);
        Assert.All(same, row => Assert.True(row is { SignalToNoise: double.PositiveInfinity, Scale: null, SaturatedShare: null }, row.ToString()));
    }

    /// <summary>Returns the scores of each photo in one of TensorFlow's runtimes.</summary>
    private static float[][] Scores(string runtime) => Scores(runtime, FloatEnds.Value.File);

    private static float[][] Scores(string runtime, ReadOnlyMemory<byte> model)
    {
        var file = model.ToArray();
        var inputs = Array.ConvertAll(Photos.Value, TeachableModel.Bytes);
        if (runtime is not (Oracle.Native or Oracle.NativeXnnpack)) return Array.ConvertAll(Oracle.RunMany(file, inputs, runtime), TeachableModel.Floats);
        using var native = new NativeTflite(file, xnnpack: runtime == Oracle.NativeXnnpack);
        return Array.ConvertAll(inputs, input => TeachableModel.Floats(native.Run(input)));
    }

    private static void SkipElsewhere() =>
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the matrix products of the libraries round differently on this processor");

    private static int Label(float[] scores) => Array.IndexOf(scores, scores.Max());

    private static float Lead(float[] scores)
    {
        var sorted = scores.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }

    private static double Evenness(ChannelStatistics channels)
    {
        var reaches = Enumerable.Range(0, channels.Count).Select(c => (double)channels.Reach(c)).ToArray();
        return reaches.Average() / reaches.Max();
    }

    private static float[] Run(Interpreter interpreter, float[] image)
    {
        var output = new float[interpreter.OutputTensor.ElementCount];
        interpreter.Run(image, output);
        return output;
    }

    private static QuantizedModel Quantize(InferenceType input, InferenceType output) => Quantizer.Quantize(
        TeachableModel.File,
        new QuantizationOptions { Format = NumberFormat.Int8, Input = input, Output = output },
        CalibrationImages.FromPrepared(Calibrating.Value));
}

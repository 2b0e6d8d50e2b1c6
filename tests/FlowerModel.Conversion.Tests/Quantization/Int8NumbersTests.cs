using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Inference;
using FlowerModel.Tflite;
using Xunit;
using Affine = FlowerModel.Tflite.Quantization;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>int8 models that are small enough to compute every number by hand.</summary>
public class Int8NumbersTests
{
    private static readonly Int8Recipe MinMax = new("min/max", RangeMethod.MinMax);

    [Fact]
    public void A_dense_layer_has_the_scales_and_integers_of_the_specification()
    {
        // Inputs from -1 to 1 have 255 steps of 2/255. -128 + 127.5 rounds away from zero, so real 0 is stored as -1.
        var graph = Quantize(SmallModels.Dense([0.5f, -0.25f, 0.1f, 0], [0.31f, -0.2f]), MinMax, [[1, -1], [-1, 0.5f]]);
        var (input, kernel, bias, output) = (graph.Tensors[0], graph.Tensors[1], graph.Tensors[2], graph.Tensors[3]);

        Assert.Equal((2f / 255, -1), (input.Quantization!.Scale, input.Quantization.ZeroPoint));
        Assert.Equal((0.5f / 127, 0), (kernel.Quantization!.Scale, kernel.Quantization.ZeroPoint));
        Assert.Equal<sbyte>([127, -64, 25, 0], MemoryMarshal.Cast<byte, sbyte>(kernel.Data.Span).ToArray());
        var step = 2f / 255 * (0.5f / 127);
        Assert.Equal(step, bias.Quantization!.Scale, 1e-9f);
        Assert.Equal([(int)Math.Round(0.31f / step), (int)Math.Round(-0.2f / step)], MemoryMarshal.Cast<byte, int>(bias.Data.Span).ToArray());
        // Results: 0.5 + 0.25 + 0.31 = 1.06, 0.1 - 0.2 = -0.1; -0.5 - 0.125 + 0.31 = -0.315, -0.1 - 0.2 = -0.3.
        Assert.Equal((1.06f + 0.315f) / 255, output.Quantization!.Scale, 1e-6f);
        Assert.Equal(-128 + (int)Math.Round(0.315 / (1.375 / 255)), output.Quantization.ZeroPoint);
    }

    [Fact]
    public void A_convolution_has_a_scale_per_output_channel_and_PAD_and_RESHAPE_keep_the_input_scale_and_softmax_has_a_fixed_scale()
    {
        var graph = Quantize(SmallModels.Classifier(), MinMax, [[1, 0.5f, 0, 0.25f], [0, 1, 1, 1]]);
        Tensor Named(string name) => graph.Tensors.Single(tensor => tensor.Name == name);

        Assert.Equal([0.5f / 127, 0.02f / 127], Named("conv/kernel").Quantization!.Scales);
        Assert.Equal<sbyte>([127, -127], MemoryMarshal.Cast<byte, sbyte>(Named("conv/kernel").Data.Span).ToArray());
        var inputScale = 1f / 255;
        Assert.Equal([inputScale * (0.5f / 127), inputScale * (0.02f / 127)], Named("conv/bias").Quantization!.Scales);
        var conv = Named("conv").Quantization!;
        Assert.Equal((0.75f / 255, -128), (conv.Scale, conv.ZeroPoint));
        Assert.All(new[] { "pad", "reshape" }, name => Assert.Equal((conv.Scale, conv.ZeroPoint), (Named(name).Quantization!.Scale, Named(name).Quantization!.ZeroPoint)));
        Assert.False(Named("dense/kernel").Quantization!.IsPerChannel);
        Assert.Equal((1f / 256, -128), (Named("softmax").Quantization!.Scale, Named("softmax").Quantization!.ZeroPoint));
    }

    // The maximum input is 5, so the maxima are: stem 6 (clamped), narrow 3, wide 6 (clamped), back 1.5, sum 4.5, last 3.5. Narrow and sum are the
    // input and output of an addition and have the same scale, 4.5/255, which is their unit. The unit of stem and wide is 6/255.
    [Fact]
    public void Activations_between_layers_are_in_units_of_their_scale_so_that_biases_have_the_scales_of_their_kernels()
    {
        var graph = Quantize(SmallModels.Residual(), MinMax, [[5], [0]]);
        Affine Of(string name) => graph.Tensors.Single(tensor => tensor.Name == name).Quantization!;

        Assert.All(new[] { "stem", "narrow", "wide", "sum" }, name => Assert.Equal((1f, -128), (Of(name).Scale, Of(name).ZeroPoint)));
        Assert.Equal(1.5f / 4.5f, Of("back").Scale, 1e-6f);
        Assert.Equal(5f / 255, Of("input").Scale);
        Assert.Equal(3.5f / 255, Of("last").Scale, 1e-6f);
        var (cut, sum) = (6f / 255, 4.5f / 255);
        Assert.Equal(2f / 127 / cut, Of("stem/kernel").Scale, 1e-6f);
        Assert.Equal(0.5f / 127 * cut / sum, Of("narrow/kernel").Scale, 1e-8f);
        Assert.Equal(3f / 127 * sum / cut, Of("wide/kernel").Scale, 1e-8f);
        Assert.Equal(0.25f / 127 * cut / sum, Of("back/kernel").Scale, 1e-8f);
        Assert.Equal(0.75f / 127 * sum, Of("last/kernel").Scale, 1e-9f);
        foreach (var name in new[] { "narrow", "wide", "back", "last" }) Assert.Equal(Of(name + "/kernel").Scale, Of(name + "/bias").Scale);
        Assert.Equal(5f / 255 * Of("stem/kernel").Scale, Of("stem/bias").Scale);
        var bias = graph.Tensors.Single(tensor => tensor.Name == "last/bias");
        Assert.Equal((int)Math.Round(0.125 / (4.5 / 255 * 0.75 / 127)), MemoryMarshal.Read<int>(bias.Data.Span));
        Assert.Equal(
            [FusedActivation.Relu, FusedActivation.None, FusedActivation.Relu, FusedActivation.None, FusedActivation.None],
            graph.Operators.Select(op => op.Options).OfType<Conv2DOptions>().Select(options => options.Activation));

        // Input 1: stem 2, narrow 1, wide 3, back 0.75, sum 1.75, last 1.4375. Input 5: see above. Results are within two steps of the output.
        var interpreter = new Interpreter(ModelReader.Read(Int8File(SmallModels.Residual(), MinMax, [[5], [0]], InferenceType.Float32, InferenceType.Float32)));
        foreach (var (input, expected) in new[] { (1f, 1.4375f), (5f, 3.5f), (0f, 0.125f) })
        {
            var output = new float[1];
            interpreter.Run(MemoryMarshal.AsBytes<float>([input]), MemoryMarshal.AsBytes(output.AsSpan()));
            Assert.Equal(expected, output[0], 2 * 3.5f / 255);
        }
    }

    // Here narrow is clamped at 6 and sum reaches 6 + 1.5. The range of their common scale exceeds 6, so int8 saturation does not replace ReLU6.
    [Fact]
    public void An_activation_whose_range_exceeds_that_of_ReLU6_keeps_its_unit_and_is_clamped()
    {
        var graph = Quantize(SmallModels.Residual(1, FusedActivation.Relu6), MinMax, [[5], [0]]);
        Affine Of(string name) => graph.Tensors.Single(tensor => tensor.Name == name).Quantization!;

        Assert.All(new[] { "narrow", "sum" }, name => Assert.Equal(7.5f / 255, Of(name).Scale, 1e-7f));
        Assert.Equal(1.5f / 255, Of("back").Scale, 1e-7f);
        Assert.All(new[] { "stem", "wide" }, name => Assert.Equal(1f, Of(name).Scale));
        Assert.Equal(
            [FusedActivation.Relu, FusedActivation.Relu6, FusedActivation.Relu, FusedActivation.None, FusedActivation.None],
            graph.Operators.Select(op => op.Options).OfType<Conv2DOptions>().Select(options => options.Activation));
    }

    [Theory]
    [InlineData(InferenceType.Float32, InferenceType.Float32, 1, 1)]
    [InlineData(InferenceType.UInt8, InferenceType.UInt8, 2, 0)]
    [InlineData(InferenceType.UInt8, InferenceType.Float32, 1, 1)]
    [InlineData(InferenceType.Int8, InferenceType.Int8, 0, 0)]
    public void Only_input_and_output_are_converted_and_uint8_has_the_same_scale(InferenceType input, InferenceType output, int quantize, int dequantize)
    {
        var graph = Quantize(SmallModels.Classifier(), MinMax, [[1, 0.5f, 0, -1]], input, output);
        Assert.Equal(quantize, graph.Operators.Count(op => op.Code == BuiltinOperator.Quantize));
        Assert.Equal(dequantize, graph.Operators.Count(op => op.Code == BuiltinOperator.Dequantize));
        var (first, last) = (graph.Tensors[graph.Inputs[0]], graph.Tensors[graph.Outputs[0]]);
        Assert.Equal((input.ToString(), output.ToString()), (first.Type.ToString(), last.Type.ToString()));
        Assert.Equal(("input", "softmax"), (first.Name, last.Name));
        if (input == InferenceType.UInt8) Assert.Equal((2f / 255, 127), (first.Quantization!.Scale, first.Quantization.ZeroPoint));
        if (output == InferenceType.UInt8) Assert.Equal((1f / 256, 0), (last.Quantization!.Scale, last.Quantization.ZeroPoint));
        Assert.All(graph.Operators.Skip(1).SkipLast(1).SelectMany(op => op.Outputs), index => Assert.Equal(TensorType.Int8, graph.Tensors[index].Type));
    }

    // Three formulas for the same normalization, which differ in the last bits. The second is the one that MediaPipe uses.
    [Fact]
    public void No_pixel_is_halfway_between_stored_values_of_a_float32_input_and_an_integer_input_has_a_value_for_each_pixel()
    {
        var file = MetadataWriter.Write(SmallModels.Classifier(), new ModelMetadata { Input = new ImageInputMetadata(), Output = null });
        Tensor Stored(InferenceType type)
        {
            var options = new QuantizationOptions { Format = NumberFormat.Int8, Recipe = MinMax, Input = type };
            var images = CalibrationImages.FromPrepared([[1, 0.5f, 0, -1]]);
            var graph = ModelReader.Read(Quantizer.Quantize(file, options, images).File).Main;
            return type == InferenceType.Float32 ? graph.Tensors[graph.Operators[0].Outputs[0]] : graph.Tensors[graph.Inputs[0]];
        }

        var input = Stored(InferenceType.Float32).Quantization!;
        Assert.Equal((1f / 127, 0), (input.Scale, input.ZeroPoint));
        for (var pixel = 0; pixel < 256; pixel++)
        {
            float[] reals = [(pixel - 127.5f) / 127.5f, (pixel * (2f / 255f)) - 1f, (pixel - 127.5f) * (1 / 127.5f)];
            var stored = reals.Select(real => MathF.Round(real / input.Scale)).Concat(
                reals.Select(real => MathF.Round(real * (1 / input.Scale), MidpointRounding.AwayFromZero)));
            Assert.Single(stored.Distinct());
        }

        Assert.Equal((2f / 255, 127), (Stored(InferenceType.UInt8).Quantization!.Scale, Stored(InferenceType.UInt8).Quantization!.ZeroPoint));
        Assert.Equal((2f / 255, -1), (Stored(InferenceType.Int8).Quantization!.Scale, Stored(InferenceType.Int8).Quantization!.ZeroPoint));
    }

    [Fact]
    public void Bias_correction_compensates_for_the_mean_error_of_rounding_the_kernel()
    {
        // 0.3 is 38.1 steps of 1/127 and is stored as 38, so the result is 0.1/127 too small for each input of 1.
        var plain = Quantize(SmallModels.Dense([1, 0.3f], [0]), MinMax, [[0, 1]]);
        var corrected = Quantize(SmallModels.Dense([1, 0.3f], [0]), MinMax with { CorrectBias = true }, [[0, 1]]);
        Assert.Equal(0, MemoryMarshal.Read<int>(plain.Tensors[2].Data.Span));
        var bias = corrected.Tensors[2];
        Assert.Equal(0.3 - (38 / 127.0), MemoryMarshal.Read<int>(bias.Data.Span) * bias.Quantization!.Scale, 1e-4);
    }

    [Fact]
    public void A_channel_without_weights_and_a_bias_too_large_for_its_scale_stay_in_int32()
    {
        var graph = Quantize(SmallModels.Dense([0, 0, 1e-9f, 0], [0.5f, 3]), MinMax, [[1, 1]]);
        var bias = graph.Tensors[2];
        var stored = MemoryMarshal.Cast<byte, int>(bias.Data.Span).ToArray();
        Assert.Equal([0.5f, 3f], [stored[0] * bias.Quantization!.Scale, stored[1] * bias.Quantization.Scale]);
        Assert.All(stored, value => Assert.InRange(Math.Abs((long)value), 0, 1 << 30));
    }

    [Fact]
    public void An_operator_without_a_rule_is_reported()
    {
        var model = SmallModels.Of(
            [SmallModels.Activation("input", 1, 4), SmallModels.Activation("output", 1, 4)],
            1,
            new Operator { Code = BuiltinOperator.Exp, Inputs = [0], Outputs = [1] });
        var error = Assert.ThrowsAny<Exception>(() => Quantize(model, MinMax, [[1, 2, 3, 4]]));
        Assert.Contains("Exp", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_int8_model_needs_calibration_images()
    {
        var file = ModelWriter.Write(SmallModels.Classifier());
        Assert.Throws<ArgumentException>(() => Quantizer.Quantize(file, new QuantizationOptions { Format = NumberFormat.Int8 }));
    }

    private static Subgraph Quantize(
        Model model, Int8Recipe recipe, float[][] images, InferenceType input = InferenceType.Int8, InferenceType output = InferenceType.Int8)
    {
        return ModelReader.Read(Int8File(model, recipe, images, input, output)).Main;
    }

    private static ReadOnlyMemory<byte> Int8File(Model model, Int8Recipe recipe, float[][] images, InferenceType input, InferenceType output)
    {
        var options = new QuantizationOptions { Format = NumberFormat.Int8, Recipe = recipe, Input = input, Output = output };
        return Quantizer.Quantize(ModelWriter.Write(model), options, CalibrationImages.FromPrepared(images)).File;
    }
}

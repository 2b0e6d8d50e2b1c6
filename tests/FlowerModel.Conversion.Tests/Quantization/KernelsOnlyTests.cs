using System.Runtime.InteropServices;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;
using Xunit;

namespace FlowerModel.Conversion.Tests.Quantization;

public class KernelsOnlyTests
{
    [Theory]
    [InlineData(NumberFormat.Float16, Oracle.Native, 1e-4)]
    [InlineData(NumberFormat.Float16, Oracle.NativeXnnpack, 1e-4)]
    [InlineData(NumberFormat.Float16, Oracle.Tfjs, 1e-4)]
    [InlineData(NumberFormat.Float16, Oracle.LiteRt, 1e-4)]
    [InlineData(NumberFormat.Dynamic, Oracle.Native, 0.1)]
    [InlineData(NumberFormat.Dynamic, Oracle.NativeXnnpack, 0.1)]
    [InlineData(NumberFormat.Dynamic, Oracle.Tfjs, 0.1)]
    [InlineData(NumberFormat.Dynamic, Oracle.LiteRt, 0.1)]
    public void Real_runtimes_return_the_probabilities_of_a_real_classifier_with_quantized_kernels(NumberFormat kind, string runtime, double tolerance)
    {
        var quantized = Quantize(kind);
        var original = new Interpreter(ModelReader.Read(TeachableModel.File));
        var photos = TeachableModel.Photos(0, 5);
        var inputs = Array.ConvertAll(photos, TeachableModel.Bytes);
        byte[][] answers;
        if (runtime is Oracle.Native or Oracle.NativeXnnpack)
        {
            using var native = new NativeTflite(quantized, xnnpack: runtime == Oracle.NativeXnnpack);
            answers = Array.ConvertAll(inputs, input => native.Run(input));
        }
        else
        {
            answers = Oracle.RunMany(quantized, inputs, runtime);
        }

        var ours = new Interpreter(ModelReader.Read(quantized));
        for (var i = 0; i < photos.Length; i++)
        {
            var expected = new float[original.OutputTensor.ElementCount];
            original.Run(photos[i], expected);
            var own = new float[expected.Length];
            ours.Run(photos[i], own);
            var actual = TeachableModel.Floats(answers[i]);
            for (var j = 0; j < expected.Length; j++)
            {
                Assert.Equal(own[j], actual[j], tolerance);
                Assert.Equal(expected[j], own[j], 0.1);
            }
        }
    }

    [Fact]
    public void Float16_halves_the_file_dynamic_range_quarters_it_and_both_keep_the_names_of_results()
    {
        var original = TeachableModel.File;
        var half = Quantize(NumberFormat.Float16);
        var quarter = Quantize(NumberFormat.Dynamic);

        Assert.InRange(half.Length, original.Length * 0.49, original.Length * 0.53);
        Assert.InRange(quarter.Length, original.Length * 0.25, original.Length * 0.32);
        Assert.All(new[] { half, quarter }, file => Assert.Equal(Results(original), Results(file)));
        Assert.Equal(original, Quantize(NumberFormat.Float32));
    }

    [Fact]
    public void A_float16_kernel_has_one_DEQUANTIZE_and_a_float32_bias_and_values_too_large_for_float16_stay_finite()
    {
        var model = SmallModels.Dense([70000, -1e-3f, 0.25f, -70000], [1.5f, 0]);
        var half = ModelReader.Read(Quantizer.Quantize(ModelWriter.Write(model), new QuantizationOptions { Format = NumberFormat.Float16 }).File);

        Assert.Equal([BuiltinOperator.Dequantize, BuiltinOperator.FullyConnected], half.Main.Operators.Select(op => op.Code));
        Assert.Equal(TensorType.Float32, half.Main.Tensors.Single(tensor => tensor.Name == "bias").Type);
        var kernel = half.Main.Tensors.Single(tensor => tensor.Name == "kernel");
        Assert.Equal(TensorType.Float16, kernel.Type);
        Assert.Equal([(Half)65504, (Half)(-1e-3f), (Half)0.25f, (Half)(-65504)], MemoryMarshal.Cast<byte, Half>(kernel.Data.Span).ToArray());
        Assert.Equal(3, half.Main.Operators[0].Version);
    }

    [Fact]
    public void Kernels_of_fewer_than_1024_elements_stay_float32_and_others_are_symmetric_per_channel()
    {
        var kernels = ModelReader.Read(Quantize(NumberFormat.Dynamic)).Main;
        Assert.All(kernels.Operators, op =>
        {
            if (op.Code is not (BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected)) return;
            var kernel = kernels.Tensors[op.Inputs[1]];
            Assert.Equal(kernel.ElementCount >= 1024 ? TensorType.Int8 : TensorType.Float32, kernel.Type);
            Assert.Equal(TensorType.Float32, kernels.Tensors[op.Inputs[2]].Type);
            if (kernel.Type != TensorType.Int8) return;
            Assert.All(kernel.Quantization!.ZeroPoints, zero => Assert.Equal(0, zero));
            Assert.DoesNotContain((byte)0x80, kernel.Data.ToArray());
            Assert.Equal(op.Code != BuiltinOperator.FullyConnected, kernel.Quantization.IsPerChannel);
        });
        Assert.Contains(kernels.Tensors, tensor => tensor.Type == TensorType.Int8);
    }

    [Theory]
    [InlineData(NumberFormat.Float16)]
    [InlineData(NumberFormat.Dynamic)]
    public void A_quantized_model_is_rejected(NumberFormat kind)
    {
        var file = File.ReadAllBytes(ReferenceData.Tflite("hello_world_int8.tflite"));
        var error = Assert.Throws<QuantizationException>(() => Quantizer.Quantize(file, new QuantizationOptions { Format = kind }));
        Assert.Contains("float32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_int8_model_can_have_integer_input_and_output()
    {
        var options = new QuantizationOptions { Format = NumberFormat.Float16, Input = InferenceType.UInt8 };
        Assert.Throws<ArgumentException>(() => Quantizer.Quantize(TeachableModel.File, options));
    }

    [Fact]
    public void Calibration_brings_a_float16_model_closer_to_float32_on_other_photos_without_changing_its_size()
    {
        var plain = Quantize(NumberFormat.Float16);
        var corrected = Quantize(NumberFormat.Float16, CalibrationImages.FromPrepared(TeachableModel.Photos(0, 40)));
        var photos = TeachableModel.Photos(40, 40);

        Assert.Equal(plain.Length, corrected.Length);
        Assert.InRange(Distance(corrected, photos), 0, 0.7 * Distance(plain, photos));
    }

    /// <summary>Returns the mean distance of the probabilities from those of float32.</summary>
    private static double Distance(byte[] file, float[][] photos)
    {
        var (original, quantized) = (new Interpreter(ModelReader.Read(TeachableModel.File)), new Interpreter(ModelReader.Read(file)));
        return photos.Average(photo => Run(original, photo).Zip(Run(quantized, photo), (one, other) => Math.Abs(one - other)).Average());
    }

    private static float[] Run(Interpreter interpreter, float[] photo)
    {
        var scores = new float[interpreter.OutputTensor.ElementCount];
        interpreter.Run(photo, scores);
        return scores;
    }

    private static byte[] Quantize(NumberFormat kind, CalibrationImages? calibration = null) =>
        Quantizer.Quantize(TeachableModel.File, new QuantizationOptions { Format = kind }, calibration).File.ToArray();

    private static IEnumerable<string> Results(byte[] file)
    {
        var graph = ModelReader.Read(file).Main;
        return graph.Operators.Where(op => op.Code != BuiltinOperator.Dequantize).Select(op => graph.Tensors[op.Outputs[0]].Name);
    }
}

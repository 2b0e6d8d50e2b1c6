using System.Runtime.InteropServices;
using FlowerModel.Conformance.Tests.Models;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Testing;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Quantized;

/// <summary>The integers of an int8 model in the native TensorFlow Lite library with its own kernels, and in our runtime.</summary>
/// <remarks>
/// On x64 they are identical. On other processors the library rounds its matrix products once where our runtime rounds twice, so they may differ by
/// a step.
/// </remarks>
[Trait("Speed", "Slow")]
public sealed class IntegerTensorTests(Classifiers classifiers, ITestOutputHelper output)
{
    private static readonly int Freedom = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0 : 1;

    [Theory]
    [InlineData(Classifiers.Linear, InferenceType.Int8)]
    [InlineData(Classifiers.Linear, InferenceType.UInt8)]
    [InlineData(Classifiers.Conv, InferenceType.Int8)]
    public void Outputs_match_the_native_library_for_fifty_photos(string name, InferenceType ends)
    {
        var file = classifiers.File(name, NumberFormat.Int8, ends);
        var inputs = Quantize(file, Photos.Test(50));
        var type = ends == InferenceType.Int8 ? TensorType.Int8 : TensorType.UInt8;

        var theirs = Runtimes.Run(file, inputs, Oracle.Native);
        var ours = Runtimes.Run(file, inputs, Runtimes.Ours);

        var all = theirs.Zip(ours).Aggregate(
            StepDifferences.None, (sum, photo) => sum.And(StepDifferences.Between(type, photo.First, photo.Second)));
        output.WriteLine($"{name}, {ends} outputs: {all}");
        Assert.Equal(inputs.Length * Photos.Labels.Length, all.Elements);
        Assert.InRange(all.Largest, 0, Freedom);
    }

    [Theory]
    [InlineData(Classifiers.Linear)]
    [InlineData(Classifiers.Conv)]
    public void Every_tensor_of_a_run_matches_the_native_library(string name)
    {
        var file = classifiers.File(name, NumberFormat.Int8, InferenceType.Int8);
        var exposed = ExposedResults.Of(ModelReader.Read(file));
        var inputs = Quantize(file, Photos.Test(3));

        var theirs = Runtimes.Run(exposed.File, inputs, Oracle.Native);
        var ours = Runtimes.Run(exposed.File, inputs, Runtimes.Ours);

        var all = StepDifferences.None;
        foreach (var (their, our) in theirs.Zip(ours))
        {
            foreach (var ((step, tensor), first, second) in exposed.Results.Zip(exposed.Split(their), exposed.Split(our)))
            {
                var differences = StepDifferences.Between(tensor.Type, first.Span, second.Span);
                if (differences.Largest > 0) output.WriteLine($"{step.Code} {tensor.Name}: {differences}");
                all = all.And(differences);
            }
        }

        output.WriteLine($"{name}, all int8 tensors: {all}");
        Assert.InRange(all.Largest, 0, Freedom);
    }

    /// <summary>Converts photos to the bytes of the integer input of a model.</summary>
    private static byte[][] Quantize(byte[] file, float[][] photos)
    {
        var graph = ModelReader.Read(file).Main;
        var input = graph.Tensors[graph.Inputs[0]];
        var (scale, zeroPoint) = (input.Quantization!.Scale, (int)input.Quantization.ZeroPoint);
        var (min, max) = input.Type == TensorType.Int8 ? (-128, 127) : (0, 255);
        return Array.ConvertAll(photos, photo => Array.ConvertAll(
            photo, value => unchecked((byte)Math.Clamp((int)MathF.Round(value / scale) + zeroPoint, min, max))));
    }
}

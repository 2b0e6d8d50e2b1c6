using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Runs models on photos in our runtime and in others.</summary>
internal static class Runtimes
{
    /// <summary>The name of our runtime.</summary>
    public const string Ours = "FlowerModel.Runtime";

    /// <summary>All runtimes.</summary>
    public static IReadOnlyList<string> All { get; } = [Ours, Oracle.Native, Oracle.NativeXnnpack, Oracle.Tfjs, Oracle.LiteRt];

    /// <summary>Returns a model's outputs for prepared photos.</summary>
    public static float[][] Run(string runtime, byte[] model, float[][] photos)
    {
        var inputs = Array.ConvertAll(photos, photo => MemoryMarshal.AsBytes(photo.AsSpan()).ToArray());
        return Array.ConvertAll(Outputs(), output => MemoryMarshal.Cast<byte, float>(output).ToArray());

        byte[][] Outputs()
        {
            switch (runtime)
            {
                case Ours:
                    var interpreter = new Interpreter(ModelReader.Read(model));
                    return Array.ConvertAll(inputs, input =>
                    {
                        var output = new byte[interpreter.Outputs.Sum(tensor => tensor.ByteSize)];
                        interpreter.Run(input, output);
                        return output;
                    });
                case Oracle.Native or Oracle.NativeXnnpack:
                    using (var native = new NativeTflite(model, xnnpack: runtime == Oracle.NativeXnnpack)) return Array.ConvertAll(inputs, input => native.Run(input));
                default:
                    return Oracle.RunMany(model, inputs, runtime);
            }
        }
    }

    /// <summary>Returns prepared photos with alternating classes.</summary>
    public static float[][] Photos(int size, int count, float mean = 127.5f, float deviation = 127.5f)
    {
        var preprocessor = new ImagePreprocessor(size, size, mean, deviation);
        return
        [
            .. Enumerable.Range(0, count).Select(index =>
            {
                var path = NearestMean.Unseen(NearestMean.Labels[index % 5], count).ElementAt(index / 5);
                var pixels = new float[preprocessor.Length];
                preprocessor.Prepare(RgbImage.Load(File.ReadAllBytes(path)), pixels);
                return pixels;
            }),
        ];
    }

    /// <summary>Returns the largest difference between expected and actual outputs.</summary>
    public static double LargestDifference(double[][] expected, float[][] actual) =>
        expected.Zip(actual).Max(rows => rows.First.Zip(rows.Second, (want, got) => Math.Abs(want - got)).Max());
}

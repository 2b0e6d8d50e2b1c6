using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FlowerModel.Fuzzing.Images;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Inference.Kernels;
using FlowerModel.Runtime.Numerics;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Bits;

/// <summary>Hashes of what whole models, the image pipeline and the functions give for fixed inputs: one line each.</summary>
internal static class BitsOfRuns
{
    /// <summary>What kernels this process takes, for example <c>Simd256 IntegerSimd256</c>.</summary>
    /// <param name="useReferenceKernels">As in <see cref="InterpreterOptions"/>.</param>
    internal static string Kernels(bool useReferenceKernels = false)
    {
        var set = KernelSelection.For(useReferenceKernels);
        return $"{Name(set.Floats)} {Name(set.Integers)}";

        static string Name(object kernels) => kernels.GetType() is { IsGenericType: true } type ? type.GenericTypeArguments[0].Name : kernels.GetType().Name;
    }

    /// <summary>The lines, each a name and a hash.</summary>
    /// <param name="models">The folder <c>tests/FlowerModel.Trainer.Tests/Golden/Inputs</c>.</param>
    /// <param name="options">Options of the interpreter.</param>
    internal static IEnumerable<string> Lines(string models, InterpreterOptions options)
    {
        foreach (var name in new[] { "float32", "dynamic", "int8" })
            yield return $"{name} {Run(ModelReader.Read(File.ReadAllBytes(Path.Combine(models, $"small.{name}.tflite"))), options)}";
        var narrow = HalfKernels(ModelReader.Read(File.ReadAllBytes(Path.Combine(models, "small.float32.tflite"))));
        yield return $"float16 {Run(narrow, options)}";
        yield return $"functions {Hash(Functions())}";
        yield return $"image {Hash(Image(models))}";
        yield return $"decoded {Hash(Decoded())}";
    }

    private static string Run(Model model, InterpreterOptions options)
    {
        var interpreter = new Interpreter(model, options);
        var state = 12345u;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var run = 0; run < 3; run++)
        {
            // Uniform in [-1, 1) in steps of 2^-15: exact on every machine.
            var input = new float[interpreter.InputTensor.ElementCount];
            foreach (ref var value in input.AsSpan()) value = ((int)((state = (state * 1664525) + 1013904223) >> 16) - 32768) / 32768f;
            interpreter.Run(MemoryMarshal.AsBytes(input.AsSpan()), new byte[interpreter.OutputTensor.ByteSize], tensor => hash.AppendData(tensor.Bytes));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Model HalfKernels(Model model)
    {
        var main = model.Main;
        var kernels = main.Operators
            .Where(op => op.Code is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.FullyConnected)
            .Select(op => op.Inputs[1]).ToHashSet();
        return model with
        {
            Subgraphs = [main with { Tensors = [.. main.Tensors.Select((tensor, index) => kernels.Contains(index) ? Half(tensor) : tensor)] }],
        };

        static Tensor Half(Tensor tensor)
        {
            var halves = Array.ConvertAll(MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray(), value => (Half)value);
            return tensor with { Type = TensorType.Float16, Data = MemoryMarshal.AsBytes(halves.AsSpan()).ToArray() };
        }
    }

    private static byte[] Functions()
    {
        var values = new List<double>();
        for (var i = -4000; i <= 4000; i++)
        {
            var x = i / 64f;
            values.AddRange([ElementaryFunctions.Exp(x), ElementaryFunctions.Exp((double)x), ElementaryFunctions.Tanh(x / 8)]);
            if (i > 0) values.Add(ElementaryFunctions.Log(x));
        }

        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray();
    }

    // JPEGs of each chroma sampling and coding, PNGs of each kind, BMP and GIF.
    private static byte[] Decoded() =>
        [.. ImageSeeds.All.Where(seed => seed.Name != "arithmetic.jpg").SelectMany(seed => RgbImage.Load(seed.Bytes).Pixels)];

    private static byte[] Image(string models)
    {
        var image = RgbImage.Load(Path.Combine(models, "photo.jpg"));
        var views = new List<float>();
        foreach (var side in new[] { 32, 96, 301 })
        {
            var preprocessor = new ImagePreprocessor(side, side);
            var prepared = new float[preprocessor.Length];
            preprocessor.Prepare(image, prepared);
            views.AddRange(prepared);
        }

        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(views)).ToArray();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Tests.Inference.Operators;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Legacy;

/// <summary>
/// A model of one uint8 operator with random elements, scales and zero points, compared bit for bit with the TensorFlow Lite C library with its
/// own kernels.
/// </summary>
internal sealed class UInt8Operator
{
    private readonly ModelBuilder builder = new();
    private readonly int[] shape;

    /// <param name="seed">Determines all random numbers.</param>
    /// <param name="shape">The shape of <see cref="Input"/>.</param>
    public UInt8Operator(int seed, params int[] shape)
    {
        Random = new Random(seed);
        this.shape = shape;
        InputQuantization = Quantization();
        Input = builder.Values(TensorType.UInt8, InputQuantization, shape);
    }

    /// <summary>The source of all random numbers.</summary>
    public Random Random { get; }

    /// <summary>Index of the input tensor.</summary>
    public int Input { get; }

    /// <summary>Scale and zero point of the input tensor.</summary>
    public Quantization InputQuantization { get; }

    /// <summary>Returns a random scale, and a zero point that is often at one of the ends.</summary>
    public Quantization Quantization(float smallest = 0.004f, float largest = 0.05f) =>
        new(smallest + (Random.NextSingle() * (largest - smallest)), Random.Next(4) switch { 0 => 0, 1 => 255, _ => Random.Next(256) });

    /// <summary>Adds a constant of random uint8 numbers with random scale and zero point.</summary>
    public int Constant(params int[] shape) => Constant(Quantization(), shape);

    /// <summary>Adds a constant of random uint8 numbers.</summary>
    public int Constant(Quantization quantization, params int[] shape) => builder.Constant(TensorType.UInt8, Bytes(shape), quantization, shape);

    /// <summary>Adds an integer constant, such as axes, amounts of padding or sizes.</summary>
    public int Integers(int[] elements, params int[] shape) => builder.Constant(elements, shape);

    /// <summary>Asserts that a layer with a random kernel and bias returns the integers of the library.</summary>
    /// <param name="code">The operator.</param>
    /// <param name="options">The options of the operator.</param>
    /// <param name="kernel">Shape of the kernel.</param>
    /// <param name="result">Shape of the result.</param>
    public void AssertLayerAgrees(BuiltinOperator code, OperatorOptions options, int[] kernel, int[] result)
    {
        var quantization = Quantization(0.002f, 0.02f);
        var weights = Constant(quantization, kernel);
        var bias = builder.Constant(
            TensorType.Int32,
            [.. Enumerable.Range(0, result[^1]).Select(_ => Random.Next(-20000, 20000))],
            new Quantization(InputQuantization.Scale * quantization.Scale, 0),
            result[^1]);

        // The larger the sums, the larger the scale of the result, so that not all results are clamped.
        var reach = InputQuantization.Scale * quantization.Scale * 100 * MathF.Sqrt(Samples.Count(kernel));
        AssertAgrees(code, options, [Input, weights, bias], Quantization(reach / 100, reach), result);
    }

    /// <summary>Asserts that all kernels return the integers of the library.</summary>
    public void AssertAgrees(BuiltinOperator code, OperatorOptions? options, int[] inputs, Quantization quantization, params int[] result)
    {
        var output = builder.Values(TensorType.UInt8, quantization, result);
        var file = ModelWriter.Write(builder.Operator(code, options, inputs, output).Build([Input], [output]));
        var values = Bytes(shape);

        var expected = NativeTflite.Run(file, values);

        foreach (var kernels in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true }, new() { Threads = 2 } })
        {
            var actual = new byte[expected.Length];
            new Interpreter(ModelReader.Read(file), kernels).Run(values, actual);
            Samples.AssertAgree(expected, actual, (there, here) => there == here);
        }
    }

    private byte[] Bytes(int[] shape)
    {
        var bytes = new byte[Samples.Count(shape)];
        Random.NextBytes(bytes);
        return bytes;
    }
}

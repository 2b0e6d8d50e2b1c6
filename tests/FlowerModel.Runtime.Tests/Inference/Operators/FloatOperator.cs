using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>
/// A model of one float32 operator with one input of [1, 7, 8, 6], compared with the TensorFlow Lite C library with its own kernels.
/// </summary>
internal sealed class FloatOperator
{
    private readonly Random random = new(11);
    private readonly ModelBuilder builder = new();

    public FloatOperator() => Input = builder.Float(InputShape);

    /// <summary>Shape of <see cref="Input"/>.</summary>
    public static int[] InputShape { get; } = [1, 7, 8, 6];

    /// <summary>Index of the input tensor.</summary>
    public int Input { get; }

    /// <summary>Adds a constant of random numbers between -1 and 1.</summary>
    public int Weights(params int[] shape) => builder.Constant(Samples.Noise(random, Samples.Count(shape), 1), shape);

    /// <summary>Adds an integer constant, such as axes, amounts of padding or sizes.</summary>
    public int Integers(int[] elements, params int[] shape) => builder.Constant(elements, shape);

    /// <summary>Asserts that the results of all kernels match those of the library within a few roundings.</summary>
    public void AssertAgrees(BuiltinOperator code, OperatorOptions? options, int[] inputs, params int[] shape)
    {
        var output = builder.Float(shape);
        var file = ModelWriter.Write(builder.Operator(code, options, inputs, output).Build([Input], [output]));
        var values = Samples.Noise(random, Samples.Count(InputShape), 8);

        var expected = MemoryMarshal.Cast<byte, float>(NativeTflite.Run(file, MemoryMarshal.AsBytes<float>(values).ToArray())).ToArray();

        foreach (var kernels in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new float[expected.Length];
            new Interpreter(ModelReader.Read(file), kernels).Run(values, actual);
            Samples.AssertAgree(expected, actual, (there, here) => Math.Abs(there - here) <= 2e-5 + (1e-6 * Math.Abs(there)));
        }
    }
}

using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime.Tests.Inference.Operators;

/// <summary>A model that quantizes real numbers, compared bit for bit with the TensorFlow Lite C library with its own kernels.</summary>
internal sealed class QuantizedReals
{
    private readonly float[] values;
    private readonly ModelBuilder builder = new();

    /// <summary>Creates a model for multiples of 0.25 (halves, which round away from zero, if the scale is 0.5), noise and numbers out of range.</summary>
    public QuantizedReals()
        : this([.. Enumerable.Range(-400, 800).Select(i => i * 0.25f), .. Samples.Noise(new Random(13), 800, 70), 1e6f, -1e6f, -0f, 0.49999997f])
    {
    }

    /// <summary>Creates a model for the given input.</summary>
    public QuantizedReals(float[] values)
    {
        this.values = values;
        Input = builder.Float(1, values.Length);
    }

    /// <summary>Index of the input tensor.</summary>
    public int Input { get; }

    /// <summary>Adds a QUANTIZE.</summary>
    public int Quantize(int from, TensorType type, Quantization quantization) =>
        Add(BuiltinOperator.Quantize, from, builder.Values(type, quantization, 1, values.Length));

    /// <summary>Adds a DEQUANTIZE.</summary>
    public int Dequantize(int from) => Add(BuiltinOperator.Dequantize, from, builder.Float(1, values.Length));

    /// <summary>Asserts that all kernels return the bytes of the library.</summary>
    public void AssertBytesAgree(params int[] outputs)
    {
        var file = ModelWriter.Write(builder.Build([Input], outputs));
        var bytes = MemoryMarshal.AsBytes<float>(values).ToArray();

        var expected = NativeTflite.Run(file, bytes);

        foreach (var kernels in new InterpreterOptions[] { new(), new() { UseReferenceKernels = true } })
        {
            var actual = new byte[expected.Length];
            new Interpreter(ModelReader.Read(file), kernels).Run(bytes, actual);
            Assert.Equal(expected, actual);
        }
    }

    private int Add(BuiltinOperator code, int from, int output)
    {
        builder.Operator(code, null, [from], output, version: 2);
        return output;
    }
}

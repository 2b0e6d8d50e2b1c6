using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>The runtimes that a model is judged by, foreign ones and ours, behind one function.</summary>
internal static class Runtimes
{
    /// <summary>Our own interpreter.</summary>
    internal const string Ours = "FlowerModel.Runtime";

    /// <summary>Runs a model on many inputs.</summary>
    /// <param name="model">The .tflite file.</param>
    /// <param name="inputs">The bytes of the input tensor for each run.</param>
    /// <param name="runtime"><see cref="Ours"/> or a backend of <see cref="Oracle"/>.</param>
    /// <returns>The bytes of all output tensors, for each run.</returns>
    internal static byte[][] Run(byte[] model, byte[][] inputs, string runtime)
    {
        switch (runtime)
        {
            case Ours:
                var interpreter = new Interpreter(ModelReader.Read(model));
                var length = interpreter.Outputs.Sum(tensor => tensor.ByteSize);
                return Array.ConvertAll(inputs, input =>
                {
                    var output = new byte[length];
                    interpreter.Run(input, output);
                    return output;
                });
            case Oracle.Native or Oracle.NativeXnnpack:
                using (var native = new NativeTflite(model, xnnpack: runtime == Oracle.NativeXnnpack))
                {
                    return Array.ConvertAll(inputs, input => native.Run(input));
                }

            default:
                return Oracle.RunMany(model, inputs, runtime);
        }
    }

    /// <summary>The bytes of real numbers.</summary>
    internal static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <summary>Real numbers from their bytes.</summary>
    internal static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}

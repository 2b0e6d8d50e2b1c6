using System.Runtime.InteropServices;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Testing.Native;
using FlowerModel.Tflite;

namespace FlowerModel.Conformance.Tests.Models;

/// <summary>Runs models in our runtime and in other runtimes with a single function.</summary>
internal static class Runtimes
{
    /// <summary>Our own interpreter.</summary>
    internal const string Ours = "FlowerModel.Runtime";

    /// <summary>Runs a model on several inputs.</summary>
    /// <param name="model">The .tflite file.</param>
    /// <param name="inputs">For each run, the bytes of the input tensor.</param>
    /// <param name="runtime"><see cref="Ours"/> or a backend of <see cref="Oracle"/>.</param>
    /// <returns>For each run, the bytes of all output tensors.</returns>
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

    /// <summary>Converts real numbers to bytes.</summary>
    internal static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <summary>Converts bytes to real numbers.</summary>
    internal static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}

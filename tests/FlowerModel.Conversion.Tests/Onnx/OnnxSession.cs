using System.Runtime.InteropServices;
using FlowerModel.Conversion.Onnx;
using FlowerModel.Conversion.Onnx.Messages;
using FlowerModel.Runtime.Inference;
using FlowerModel.Testing;
using FlowerModel.Tflite;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>A .tflite model and its export, run side by side on our interpreter and on ONNX Runtime.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly Interpreter interpreter;
    private readonly InferenceSession session;

    internal OnnxSession(byte[] tflite)
    {
        interpreter = new Interpreter(ModelReader.Read(tflite));
        Onnx = OnnxExporter.Export(tflite);
        using var options = Options();
        session = new InferenceSession(Onnx, options);
    }

    /// <summary>The exported model.</summary>
    internal byte[] Onnx { get; }

    /// <summary>What the exported model says about itself.</summary>
    internal Microsoft.ML.OnnxRuntime.ModelMetadata Metadata => session.ModelMetadata;

    /// <summary>Returns the kinds of the operators that ONNX Runtime makes of a model.</summary>
    internal static IReadOnlyList<string> OptimizedOperators(byte[] onnx)
    {
        using var folder = new TemporaryFolder();
        using (var options = Options())
        {
            options.OptimizedModelFilePath = folder["optimized.onnx"];
            new InferenceSession(onnx, options).Dispose();
        }

        return [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["optimized.onnx"])).Graph.Node.Select(node => node.OpType)];
    }

    /// <summary>Returns the scores of our interpreter.</summary>
    internal float[] Expected(float[] image)
    {
        var scores = new float[interpreter.OutputTensor.ElementCount];
        interpreter.Run(image, scores);
        return scores;
    }

    /// <summary>Returns the integers of our interpreter.</summary>
    internal sbyte[] Expected(sbyte[] input)
    {
        var result = new sbyte[interpreter.OutputTensor.ElementCount];
        interpreter.Run(MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }

    /// <summary>Returns the bytes of our interpreter, for a model that takes and returns bytes.</summary>
    internal byte[] Expected(byte[] input)
    {
        var result = new byte[interpreter.OutputTensor.ElementCount];
        interpreter.Run(input, result);
        return result;
    }

    /// <summary>Returns the scores of ONNX Runtime for one or several images.</summary>
    internal float[] Actual(params IReadOnlyList<float[]> images) => Run<float>([.. images.SelectMany(image => image)], images.Count);

    /// <summary>Returns the integers of ONNX Runtime.</summary>
    internal sbyte[] Actual(sbyte[] input) => Run<sbyte>(input, 1);

    /// <summary>Returns the bytes of ONNX Runtime.</summary>
    internal byte[] Actual(byte[] input) => Run<byte>(input, 1);

    public void Dispose() => session.Dispose();

    private static SessionOptions Options() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

    private T[] Run<T>(T[] values, int batch)
    {
        var (name, input) = session.InputMetadata.Single();
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, [batch, .. input.Dimensions[1..]]))]);
        return [.. results.Single().AsEnumerable<T>()];
    }
}

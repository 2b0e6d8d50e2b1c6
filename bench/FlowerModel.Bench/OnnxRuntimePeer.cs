using System.Runtime.InteropServices;
using FlowerModel.Conversion.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FlowerModel.Bench;

/// <summary>A .tflite model, exported as ONNX, in ONNX Runtime. Input and output are bound once, so a run is nothing but the network.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions run = new();
    private readonly GCHandle input;
    private readonly OrtValue inputValue;

    /// <param name="tflite">The model.</param>
    /// <param name="input">The bytes of the input tensor. They are read in every run.</param>
    /// <param name="threads">Threads per run.</param>
    public OnnxRuntimePeer(byte[] tflite, byte[] input, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        this.session = new InferenceSession(OnnxExporter.Export(tflite), options);
        this.binding = this.session.CreateIoBinding();
        this.input = GCHandle.Alloc(input, GCHandleType.Pinned);
        var (name, metadata) = this.session.InputMetadata.Single();
        long[] shape = [1, .. metadata.Dimensions.Skip(1).Select(size => (long)size)];
        this.inputValue = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, metadata.ElementDataType, shape, this.input.AddrOfPinnedObject(), input.Length);
        this.binding.BindInput(name, this.inputValue);
        this.binding.BindOutputToDevice(this.session.OutputMetadata.Keys.Single(), OrtMemoryInfo.DefaultInstance);
    }

    /// <summary>Runs the network once.</summary>
    public void Run() => this.session.RunWithBinding(this.run, this.binding);

    public void Dispose()
    {
        this.run.Dispose();
        this.binding.Dispose();
        this.inputValue.Dispose();
        this.session.Dispose();
        this.input.Free();
    }
}

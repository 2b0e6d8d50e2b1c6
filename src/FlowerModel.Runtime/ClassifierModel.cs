using System.Buffers;
using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Inference;
using FlowerModel.Runtime.Normalization;
using FlowerModel.Tflite;

namespace FlowerModel.Runtime;

/// <summary>
/// A model that has been checked to be an image classifier: its input is one RGB image, its output one score per class, and both are
/// float32 or 8-bit. Writes a prepared image to the input tensor and reads the scores from the output tensor.
/// </summary>
internal sealed class ClassifierModel
{
    private readonly Interpreter interpreter;
    private readonly Lazy<ClassifierHead?> head;

    private ClassifierModel(
        Interpreter interpreter, ImagePreprocessor preprocessor, IReadOnlyList<string> labels, ModelMetadata? metadata, Subgraph graph)
    {
        // Only feature vectors and maps need it, and the first answer should be quick.
        this.head = new Lazy<ClassifierHead?>(() => ClassifierHead.Find(graph));
        this.interpreter = interpreter;
        Preprocessor = preprocessor;
        Labels = labels;
        Name = metadata is { Name: { Length: > 0 } name } ? name : null;
        Version = metadata is { Version: { Length: > 0 } version } ? version : null;
    }

    public ImagePreprocessor Preprocessor { get; }

    public IReadOnlyList<string> Labels { get; }

    public string? Name { get; }

    public string? Version { get; }

    public float? UnknownThreshold { get; private init; }

    /// <summary>The last fully connected layer; null if the model has none.</summary>
    public ClassifierHead? Head => this.head.Value;

    /// <summary>The number of threads that one run may use.</summary>
    public int Threads { get; private init; }

    public static ClassifierModel Load(ReadOnlyMemory<byte> file, InterpreterOptions? options)
    {
        var model = ModelReader.Read(file);
        ClassifierShape.Require(model.Main);
        var metadata = MetadataReader.Read(model, file);
        var interpreter = new Interpreter(model, options);
        var (input, output) = (interpreter.InputTensor, interpreter.OutputTensor);
        RequireElementType(input);
        RequireElementType(output);

        // Errors of the file come first; the caller can do something about a normalization that is missing.
        var (labels, threshold) = (LabelsOf(metadata, output.ElementCount), MetadataEntry.ReadUnknownThreshold(model.Metadata));
        var (mean, deviation) = (options as ImageClassifierOptions)?.Normalization ?? ImageNormalization.Of(model, metadata?.Input);
        var preprocessor = new ImagePreprocessor(input.Shape[2], input.Shape[1], mean, deviation);
        return new ClassifierModel(interpreter, preprocessor, labels, metadata, model.Main)
        {
            UnknownThreshold = threshold,
            Threads = options?.Threads ?? 1,
        };
    }

    /// <summary>Computes the score of each class for an image.</summary>
    /// <param name="rgb">R, G and B of each pixel.</param>
    /// <param name="width">The width of the image.</param>
    /// <param name="height">The height of the image.</param>
    /// <param name="scores">Receives one score per class.</param>
    /// <param name="observe">Called with each tensor of the run; null to run without an observer.</param>
    public void Score(ReadOnlySpan<byte> rgb, int width, int height, Span<float> scores, TensorObserver? observe = null)
    {
        var buffer = ArrayPool<float>.Shared.Rent(Preprocessor.Length);
        try
        {
            var prepared = buffer.AsSpan(0, Preprocessor.Length);
            Preprocessor.Prepare(rgb, width, height, new CropRectangle(0, 0, width, height), prepared);
            Run(prepared, scores, observe);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    private void Run(ReadOnlySpan<float> prepared, Span<float> scores, TensorObserver? observe)
    {
        var (input, output) = (this.interpreter.InputTensor, this.interpreter.OutputTensor);
        if (input.Type == TensorType.Float32 && output.Type == TensorType.Float32)
        {
            this.interpreter.Run(MemoryMarshal.AsBytes(prepared), MemoryMarshal.AsBytes(scores), observe);
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(input.ByteSize + output.ByteSize);
        try
        {
            var stored = bytes.AsSpan(0, input.ByteSize);
            var results = bytes.AsSpan(input.ByteSize, output.ByteSize);

            // The scale that a converter gives a uint8 input undoes the normalization, so the stored values are the samples, to within one step.
            TensorElements.Store(prepared, input.Type, input.Quantization, stored);
            this.interpreter.Run(stored, results, observe);
            TensorElements.Load(results, output.Type, output.Quantization, scores);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void RequireElementType(TensorDescriptor tensor)
    {
        if (tensor.Type is not (TensorType.Float32 or TensorType.Int8 or TensorType.UInt8) ||
            (tensor.Type != TensorType.Float32 && tensor.Quantization is not { IsPerChannel: false, Scale: > 0 }))
        {
            throw new UnsupportedModelException(
                $"'{tensor.Name}' is {tensor.Type}; a classifier's input and output must be Float32, or Int8 or UInt8 with one scale");
        }
    }

    private static IReadOnlyList<string> LabelsOf(ModelMetadata? metadata, int classes)
    {
        if (metadata is not { Labels.Count: > 0 and var count })
            return [.. Enumerable.Range(0, classes).Select(index => FormattableString.Invariant($"{index}"))];
        return count == classes
            ? [.. metadata.Labels]
            : throw new TfliteFormatException($"the model has {classes} classes, but its metadata has {count} labels");
    }
}

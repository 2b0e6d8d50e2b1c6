using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FlowerModel.Tflite;
using FlowerModel.Tool.Files;

namespace FlowerModel.Tool.Inspection;

/// <summary>Creates the report of a model.</summary>
internal static class ModelInspector
{
    /// <summary>Returns the report of a model.</summary>
    public static ModelReport Inspect(ModelFile file)
    {
        var model = file.Model;
        var files = AssociatedFiles(file.Bytes);
        return new ModelReport
        {
            File = Path.GetFileName(file.Path),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)),
            Description = model.Description,
            MinRuntimeVersion = model.FindMetadata(MetadataEntry.MinRuntimeVersion) is { } version
                ? Encoding.UTF8.GetString(version.Span).TrimEnd('\0')
                : null,
            NumberFormat = NumberFormatName.Of(model),
            Sizes = SizeCount.Of(model, file.Bytes.Length, files.Sum(entry => entry.StoredBytes)),
            OperatorCounts = model.Subgraphs
                .SelectMany(graph => graph.Operators)
                .CountBy(TfliteNames.Of)
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Subgraphs = [.. model.Subgraphs.Select(Describe)],
            Signatures = [.. model.Signatures.Select(Describe)],
            Metadata = file.Metadata is { } metadata ? Describe(metadata) : null,
            Labels = file.Metadata?.Labels ?? [],
            AssociatedFiles = files,
            NotUnderstood = model.NotUnderstood,
        };
    }

    private static SubgraphReport Describe(Subgraph graph) => new(
        graph.Name,
        graph.Inputs,
        graph.Outputs,
        [.. graph.Operators.Select((op, index) => new OperatorReport(
            index, TfliteNames.Of(op), op.Version, op.Inputs, op.Outputs, OperatorFacts.ToJson(op.Options), OperatorFacts.ToText(op)))],
        [.. graph.Tensors.Select((tensor, index) => new TensorReport(
            index,
            tensor.Name,
            TfliteNames.Of(tensor.Type),
            tensor.Shape,
            tensor.ShapeSignature,
            tensor.IsConstant ? tensor.Data.Length : BytesAtRunTime(tensor),
            tensor.IsConstant,
            tensor.IsVariable,
            tensor.Quantization is { } quantization ? Describe(quantization, tensor.Type) : null))]);

    private static long BytesAtRunTime(Tensor tensor) =>
        tensor.Type == TensorType.Int4 ? (tensor.ElementCount + 1L) / 2 : (long)tensor.ElementCount * tensor.Type.ByteSize();

    private static TensorQuantization Describe(Quantization quantization, TensorType type)
    {
        double? min = null;
        double? max = null;
        if (StoredRange(type) is var (minimum, maximum))
        {
            var channels = quantization.Scales.Zip(quantization.ZeroPoints).ToArray();
            min = channels.Min(channel => channel.First * (double)(minimum - channel.Second));
            max = channels.Max(channel => channel.First * (double)(maximum - channel.Second));
        }

        return new TensorQuantization(
            quantization.IsPerChannel ? "per-channel" : "per-tensor",
            quantization.Scales.Count,
            quantization.Dimension,
            quantization.Scales.Min(),
            quantization.Scales.Max(),
            quantization.ZeroPoints.Min(),
            quantization.ZeroPoints.Max(),
            min,
            max);
    }

    private static (long Minimum, long Maximum)? StoredRange(TensorType type) => type switch
    {
        TensorType.Int4 => (-8, 7),
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt8 => (byte.MinValue, byte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        _ => null,
    };

    private static SignatureReport Describe(Signature signature)
    {
        return new SignatureReport(signature.Key, signature.Subgraph, [.. signature.Inputs.Select(Named)], [.. signature.Outputs.Select(Named)]);

        static SignatureTensorReport Named(SignatureTensor tensor) => new(tensor.Name, tensor.Tensor);
    }

    private static MetadataReport Describe(ModelMetadata metadata) => new(
        metadata.Name,
        metadata.Version,
        metadata.Author,
        metadata.License,
        metadata.Description,
        metadata.MinParserVersion,
        metadata.Input is { } input
            ? new MetadataInputReport(
                input.Name,
                input.Description,
                TfliteNames.Of(input.ColorSpace),
                input.Size?.Width,
                input.Size?.Height,
                input.Mean,
                input.Std,
                input.Minimum,
                input.Maximum)
            : null,
        metadata.Output is { } output
            ? new MetadataOutputReport(
                output.Name,
                output.Description,
                output.Minimum,
                output.Maximum,
                output.Calibration is { } calibration
                    ? new ScoreCalibrationReport(TfliteNames.Of(calibration.Transformation), calibration.DefaultScore)
                    : null,
                output.LabelFile)
            : null);

    /// <summary>The directory of the zip archive appended to the model; empty if there is none. Nothing is unpacked.</summary>
    private static IReadOnlyList<AssociatedFileReport> AssociatedFiles(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (!MemoryMarshal.TryGetArray(file, out var segment)) return [];
            using var zip = new ZipArchive(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false));
            return [.. zip.Entries.Select(entry => new AssociatedFileReport(entry.FullName, entry.Length, entry.CompressedLength))];
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}

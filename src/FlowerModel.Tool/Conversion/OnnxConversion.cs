using FlowerModel.Conversion;
using FlowerModel.Conversion.Onnx;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Tflite;
using FlowerModel.Tool.Inspection;

namespace FlowerModel.Tool.Conversion;

/// <summary>Writes .tflite models as ONNX.</summary>
internal static class OnnxConversion
{
    /// <summary>Writes a .tflite file in its own number format.</summary>
    /// <exception cref="PipelineException">The model has an operator that cannot be exported.</exception>
    public static ConversionReport Convert(ConversionRequest request, ReadOnlyMemory<byte> tflite)
    {
        var file = Export(request, tflite);
        AtomicFile.Write(Path.GetFullPath(request.Output), stream => stream.Write(file.Span));
        return new ConversionReport
        {
            Source = request.Source,
            Models = [new WrittenModel(request.Output, NumberFormatName.Of(ModelReader.Read(tflite)), file.Length, (double)file.Length / tflite.Length, null, [])],
        };
    }

    /// <summary>Returns a model as ONNX.</summary>
    /// <exception cref="PipelineException">The model has an operator that cannot be exported.</exception>
    public static ReadOnlyMemory<byte> Export(ConversionRequest request, ReadOnlyMemory<byte> tflite)
    {
        try
        {
            return OnnxExporter.Export(tflite);
        }
        catch (OnnxExportException error)
        {
            throw new PipelineException(error.Diagnostic.Code, error.Diagnostic.Text, request.Source, error);
        }
    }
}

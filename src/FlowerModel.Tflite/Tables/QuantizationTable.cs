using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The table of a <see cref="Quantization"/>.</summary>
internal static class QuantizationTable
{
    // Slots 0 and 1 (min, max) only record what the converter saw; no runtime reads them.
    private static readonly FlatField Scale = new(2, "scale");
    private static readonly FlatField ZeroPoint = new(3, "zero_point");
    private static readonly FlatField DetailsType = new(4, "details_type");
    private static readonly FlatField Dimension = new(6, "quantized_dimension");

    internal static Quantization? Read(FlatTable table)
    {
        if (table.Byte(DetailsType) != 0) throw table.Error("quantisation other than by scale and zero point is not supported");
        var scales = table.Singles(Scale) ?? [];
        var zeroPoints = table.Int64s(ZeroPoint) ?? [];
        if (scales.Length == 0) return null;
        if (zeroPoints.Length == 0) zeroPoints = new long[scales.Length];
        if (zeroPoints.Length != scales.Length) throw table.Error($"{scales.Length} scales but {zeroPoints.Length} zero points");
        return new Quantization(scales, zeroPoints, table.Int32(Dimension));
    }

    internal static int Write(FlatBufferBuilder builder, Quantization quantization)
    {
        var scales = builder.CreateFloats(quantization.Scales);
        var zeroPoints = builder.CreateLongs(quantization.ZeroPoints);
        builder.StartTable(7);
        builder.AddOffset(Scale.Slot, scales, 0);
        builder.AddOffset(ZeroPoint.Slot, zeroPoints, 0);
        builder.AddInt(Dimension.Slot, quantization.Dimension, 0);
        return builder.EndTable();
    }
}

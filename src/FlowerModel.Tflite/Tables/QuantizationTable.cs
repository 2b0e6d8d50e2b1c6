using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>The table of a <see cref="Quantization"/> and a <see cref="ValueRange"/>.</summary>
internal static class QuantizationTable
{
    private static readonly FlatField Minimum = new(0, "min");
    private static readonly FlatField Maximum = new(1, "max");
    private static readonly FlatField Scale = new(2, "scale");
    private static readonly FlatField ZeroPoint = new(3, "zero_point");
    private static readonly FlatField DetailsType = new(4, "details_type");
    private static readonly FlatField Dimension = new(6, "quantized_dimension");

    /// <summary>Reads how integers map to real numbers; null if there is no scale, because a zero point is meaningless without one.</summary>
    internal static Quantization? Read(FlatTable table)
    {
        if (table.Byte(DetailsType) != 0) throw table.Error("only quantization by scale and zero point is supported");
        table.Knows(slots: 7);
        var scales = table.Singles(Scale) ?? [];
        var zeroPoints = table.Int64s(ZeroPoint) ?? [];
        if (scales.Length == 0) return null;
        if (zeroPoints.Length == 0) zeroPoints = new long[scales.Length];
        if (zeroPoints.Length != scales.Length) throw table.Error($"{scales.Length} scales and {zeroPoints.Length} zero points; the numbers must be equal");
        return new Quantization(scales, zeroPoints, table.Int32(Dimension));
    }

    internal static ValueRange? ReadRange(FlatTable table)
    {
        var (minimum, maximum) = (table.Singles(Minimum) ?? [], table.Singles(Maximum) ?? []);
        return minimum.Length == 0 && maximum.Length == 0 ? null : new ValueRange(minimum, maximum);
    }

    /// <summary>Writes the table and returns its offset; 0 if there is nothing to write.</summary>
    internal static int Write(FlatBufferBuilder builder, Quantization? quantization, ValueRange? range, SharedVectors vectors)
    {
        if (quantization is null && range is null) return 0;
        var minimum = range is null or { Minimum.Count: 0 } ? 0 : vectors.Floats(range.Minimum);
        var maximum = range is null or { Maximum.Count: 0 } ? 0 : vectors.Floats(range.Maximum);
        var scales = quantization is null ? 0 : vectors.Floats(quantization.Scales);
        var zeroPoints = quantization is null ? 0 : vectors.Longs(quantization.ZeroPoints);
        builder.StartTable(7);
        builder.AddOffset(Minimum.Slot, minimum, 0);
        builder.AddOffset(Maximum.Slot, maximum, 0);
        builder.AddOffset(Scale.Slot, scales, 0);
        builder.AddOffset(ZeroPoint.Slot, zeroPoints, 0);
        builder.AddInt(Dimension.Slot, quantization?.Dimension ?? 0, 0);
        return builder.EndTable();
    }
}

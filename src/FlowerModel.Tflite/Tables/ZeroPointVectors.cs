using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>
/// The zero points of per-channel tensors are all 0, eight bytes each: at MobileNetV2's width 1 that would be 3 % of an int8 file. Tensors
/// with as many channels share one vector, which the format allows and readers do not notice.
/// </summary>
internal sealed class ZeroPointVectors
{
    private readonly Dictionary<int, int> zeros = [];

    internal int Write(FlatBufferBuilder builder, IReadOnlyList<long> zeroPoints)
    {
        if (zeroPoints.Any(zeroPoint => zeroPoint != 0)) return builder.CreateLongs(zeroPoints);
        if (!zeros.TryGetValue(zeroPoints.Count, out var offset)) zeros.Add(zeroPoints.Count, offset = builder.CreateLongs(zeroPoints));
        return offset;
    }
}

using System.Runtime.InteropServices;
using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Tables;

/// <summary>
/// Writes equal vectors of a subgraph's tensors only once, which the format allows and readers do not notice. This saves mostly the zero
/// points of per-channel tensors, which are all 0 and take eight bytes each: in a network with many narrow layers they would be a tenth
/// of an int8 file.
/// </summary>
internal sealed class SharedVectors(FlatBufferBuilder builder)
{
    private readonly Dictionary<(Type Element, string Bytes), int> offsets = [];

    internal int Ints(IReadOnlyList<int> values) => Share(values, builder.CreateInts);

    internal int Longs(IReadOnlyList<long> values) => Share(values, builder.CreateLongs);

    internal int Floats(IReadOnlyList<float> values) => Share(values, builder.CreateFloats);

    private int Share<T>(IReadOnlyList<T> values, Func<IReadOnlyList<T>, int> write)
        where T : unmanaged
    {
        var key = (typeof(T), Convert.ToHexString(MemoryMarshal.AsBytes<T>(values.ToArray())));
        if (!offsets.TryGetValue(key, out var offset)) offsets.Add(key, offset = write(values));
        return offset;
    }
}

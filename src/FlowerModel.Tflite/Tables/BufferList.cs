namespace FlowerModel.Tflite.Tables;

/// <summary>
/// The buffers of a file being written. Buffer 0 is empty and used by all tensors that are not constants; tensors that share memory
/// share a buffer.
/// </summary>
internal sealed class BufferList
{
    private readonly List<ReadOnlyMemory<byte>> buffers = [default];
    private readonly Dictionary<ReadOnlyMemory<byte>, int> numbers = [];

    internal IReadOnlyList<ReadOnlyMemory<byte>> All => buffers;

    internal int Add(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return 0;
        if (numbers.TryGetValue(bytes, out var known)) return known;
        buffers.Add(bytes);
        numbers.Add(bytes, buffers.Count - 1);
        return buffers.Count - 1;
    }
}

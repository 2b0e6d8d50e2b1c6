namespace FlowerModel.Pipeline.Store;

/// <summary>The names of the images in one folder of an index: a hash table of where they are in its bytes.</summary>
/// <param name="bytes">The bytes of the index.</param>
/// <param name="capacity">The largest number of names.</param>
internal sealed class PackedImageNames(byte[] bytes, int capacity)
{
    // Twice as many places as names, or more, so that an unused place follows soon. 0 is an unused place, because no name is at the start of an index.
    private readonly int[] places = new int[PowerOfTwo(2 * Math.Max(1L, capacity))];

    /// <summary>Adds a name.</summary>
    /// <param name="at">Where it is in the bytes of the index.</param>
    /// <param name="length">Number of its bytes.</param>
    public void Add(int at, int length)
    {
        var place = Place(bytes, at, length);
        while (places[place] != 0) place = (place + 1) & (places.Length - 1);
        places[place] = at;
    }

    /// <summary>Returns true if a name has been added.</summary>
    /// <param name="name">Bytes that contain the name.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="length">Number of its bytes.</param>
    public bool Contains(byte[] name, int start, int length)
    {
        for (var place = Place(name, start, length); places[place] != 0; place = (place + 1) & (places.Length - 1))
        {
            if (IsAt(places[place], name, start, length)) return true;
        }

        return false;
    }

    private bool IsAt(int at, byte[] name, int start, int length)
    {
        for (var i = 0; i < length; i++)
        {
            if (bytes[at + i] != name[start + i]) return false;
        }

        // A name ends with 0, which no name contains.
        return bytes[at + length] == 0;
    }

    // FNV-1a, with its upper bits mixed in.
    private int Place(byte[] name, int start, int length)
    {
        var hash = 2166136261u;
        for (var i = start; i < start + length; i++) hash = unchecked((hash ^ name[i]) * 16777619u);
        return (int)((hash ^ (hash >> 15)) & (uint)(places.Length - 1));
    }

    private static int PowerOfTwo(long atLeast)
    {
        var power = 1;
        while (power < atLeast) power = checked(power * 2);
        return power;
    }
}

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// A Huffman table (ITU-T T.81, annex C) with a lookup by the next bits. An entry of the lookup holds, from its low bits on: the number of bits to
/// consume (8 bits), the run of zeros (4), the number of magnitude bits that follow (4), and the value (16, signed). Where code and magnitude both fit
/// into the lookup, the value is in the entry and no magnitude bits follow. An entry of zero means that the code is longer than the lookup, or invalid.
/// </summary>
internal unsafe struct HuffmanTable
{
    /// <summary>The number of bits of the lookup.</summary>
    public const int LookupBits = 10;

    private const int MaxLength = 16;
    private const int MaxSymbols = 256;

    /// <summary>The entry for each value of the next <see cref="LookupBits"/> bits.</summary>
    public fixed uint Lookup[1 << LookupBits];

    private fixed byte symbols[MaxSymbols];

    // For each code length: the first 16-bit value above its codes, and what is added to a code to get the index of its symbol.
    private fixed uint limits[MaxLength + 1];
    private fixed int offsets[MaxLength + 1];

    /// <summary>Builds the table. Returns false if the lengths do not form a code.</summary>
    /// <param name="counts">The number of codes of each length from 1 to 16 bits, at most 256 together.</param>
    /// <param name="values">The symbols by increasing code.</param>
    /// <param name="isDc">True if a symbol is the number of magnitude bits, false if its upper half is a run of zeros.</param>
    public bool Build(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values, bool isDc)
    {
        uint code = 0;
        var index = 0;
        for (var i = 0; i < 1 << LookupBits; i++) Lookup[i] = 0;
        for (var i = 0; i < values.Length; i++) symbols[i] = values[i];
        for (var length = 1; length <= MaxLength; length++)
        {
            offsets[length] = index - (int)code;
            if (counts[length - 1] > 0 && code + counts[length - 1] > 1u << length) return false;
            for (var n = counts[length - 1]; n > 0; n--, code++, index++)
            {
                if (length <= LookupBits) Fill(code, length, symbols[index], isDc);
            }

            limits[length] = code << (MaxLength - length);
            code <<= 1;
        }

        return true;
    }

    /// <summary>Returns the symbol of the next code and its length; -1 if there is no such code.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="length">Receives the length.</param>
    public readonly int Find(uint bits, out int length)
    {
        for (length = 1; length <= MaxLength; length++)
        {
            if (bits >= limits[length]) continue;
            var index = (int)(bits >> (MaxLength - length)) + offsets[length];
            return index is >= 0 and < MaxSymbols ? symbols[index] : -1;
        }

        return -1;
    }

    /// <summary>Returns the number that magnitude bits stand for (T.81, F.2.2.1, EXTEND).</summary>
    public static int Extend(int bits, int size) => bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;

    private void Fill(uint code, int length, int symbol, bool isDc)
    {
        var (run, size) = isDc ? (0, symbol) : (symbol >> 4, symbol & 15);
        if (size > 15) return;
        var free = LookupBits - length;
        for (var rest = 0; rest < 1 << free; rest++)
        {
            uint entry;
            if (size <= free)
            {
                var value = size == 0 ? 0 : Extend(rest >> (free - size), size);
                entry = ((uint)value << 16) | ((uint)run << 8) | (uint)(length + size);
            }
            else
            {
                entry = ((uint)size << 12) | ((uint)run << 8) | (uint)length;
            }

            Lookup[(int)(code << free) + rest] = entry;
        }
    }
}

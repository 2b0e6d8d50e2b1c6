namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>The quantization and Huffman tables of a JPEG, and its restart interval (ITU-T T.81, B.2.4).</summary>
internal sealed unsafe class JpegTables
{
    private const int TablesPerKind = 4;
    private const int Coefficients = 64;

    private readonly HuffmanTable[] huffman = new HuffmanTable[2 * TablesPerKind];
    private readonly ushort[] quantization = new ushort[TablesPerKind * Coefficients];

    /// <summary>The position in a block, row by row, of each coefficient in a file. Runs of zeros in a damaged file lead beyond the last one.</summary>
    public static ReadOnlySpan<byte> Order =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
        63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
    ];

    /// <summary>The Huffman tables: four for DC coefficients, then four for AC coefficients.</summary>
    public Span<HuffmanTable> Huffman => this.huffman;

    /// <summary>The four quantization tables, each row by row.</summary>
    public Span<ushort> Quantization => this.quantization;

    /// <summary>The number of units between two restarts; 0 if there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Forgets the tables of the last file.</summary>
    public void Clear()
    {
        Array.Clear(this.huffman);
        Array.Clear(this.quantization);
        RestartInterval = 0;
    }

    /// <summary>Reads a segment that defines tables, or skips one that does not matter. Returns false if it is damaged or of an unknown kind.</summary>
    public bool Read(byte marker, ref BitReader reader)
    {
        switch (marker)
        {
            case 0xDB:
                return ReadQuantization(ref reader);
            case 0xC4:
                return ReadHuffman(ref reader);
            case 0xDD:
                if (reader.ReadUInt16() != 4) return false;
                RestartInterval = reader.ReadUInt16();
                return true;
            case 0xFE or (>= 0xE0 and <= 0xEF):
                var length = reader.ReadUInt16();
                reader.Skip(length - 2);
                return length >= 2;
            default:
                return false;
        }
    }

    private bool ReadQuantization(ref BitReader reader)
    {
        var rest = reader.ReadUInt16() - 2;
        while (rest > 0)
        {
            var kind = reader.ReadByte();
            var (isWide, table) = (kind >> 4, kind & 15);
            if (isWide > 1 || table >= TablesPerKind) return false;
            for (var i = 0; i < Coefficients; i++)
                this.quantization[(table * Coefficients) + Order[i]] = (ushort)(isWide == 1 ? reader.ReadUInt16() : reader.ReadByte());
            rest -= 1 + (Coefficients << isWide);
        }

        return rest == 0;
    }

    private bool ReadHuffman(ref BitReader reader)
    {
        Span<byte> counts = stackalloc byte[16];
        Span<byte> symbols = stackalloc byte[256];
        var rest = reader.ReadUInt16() - 2;
        while (rest > 0)
        {
            var kind = reader.ReadByte();
            var (isAc, table) = (kind >> 4, kind & 15);
            if (isAc > 1 || table >= TablesPerKind) return false;
            var count = 0;
            foreach (ref var length in counts) count += length = reader.ReadByte();
            if (count > symbols.Length) return false;
            for (var i = 0; i < count; i++) symbols[i] = reader.ReadByte();
            if (!this.huffman[(isAc * TablesPerKind) + table].Build(counts, symbols[..count], isDc: isAc == 0)) return false;
            rest -= 17 + count;
        }

        return rest == 0;
    }
}

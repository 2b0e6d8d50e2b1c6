using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Adds what a progressive scan says about a block to its coefficients (ITU-T T.81, annex G).</summary>
internal static unsafe class ProgressiveBlock
{
    /// <summary>Reads the first bits of a DC coefficient. Returns false if the data is damaged.</summary>
    public static bool ReadDc(BitReader* reader, HuffmanTable* table, int shift, short* block, ref int prediction)
    {
        Unsafe.InitBlockUnaligned(block, 0, 64 * sizeof(short));
        return CoefficientReader.TryReadDc(reader, table, ref prediction) && CoefficientReader.TryMultiply(prediction, 1 << shift, out block[0]);
    }

    /// <summary>Reads the next bit of a DC coefficient.</summary>
    public static void RefineDc(BitReader* reader, int shift, short* block)
    {
        if (reader->Take(1) != 0) block[0] += (short)(1 << shift);
    }

    /// <summary>Reads the first bits of AC coefficients. Returns false if the data is damaged.</summary>
    /// <param name="reader">The data.</param>
    /// <param name="table">The Huffman table.</param>
    /// <param name="scan">The coefficients and bits of the scan.</param>
    /// <param name="block">The coefficients.</param>
    /// <param name="emptyBlocks">The number of blocks that have no more coefficients, this one included.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool ReadAc(BitReader* reader, HuffmanTable* table, JpegScan* scan, short* block, ref int emptyBlocks)
    {
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            return true;
        }

        ref var order = ref MemoryMarshal.GetReference(JpegTables.Order);
        var (k, last, shift) = (scan->First, scan->Last, scan->Shift);
        do
        {
            if (reader->Count < 16) reader->Fill();
            var entry = table->Lookup[reader->Bits >> (64 - HuffmanTable.LookupBits)];
            var length = (int)(entry & 0xFF);
            var (run, size) = ((int)(entry >> 8) & 15, (int)(entry >> 12) & 15);
            if (entry != 0 && length <= reader->Count)
            {
                reader->Consume(length);
                var value = (int)entry >> 16;
                if (value != 0)
                {
                    k += run;
                    block[Unsafe.Add(ref order, k++)] = (short)(value << shift);
                    continue;
                }
            }
            else
            {
                if (CoefficientReader.MustFit(entry)) return false;
                var symbol = reader->TakeSymbol(*table);
                if (symbol < 0) return false;
                (run, size) = (symbol >> 4, symbol & 15);
            }

            if (size != 0)
            {
                k += run;
                block[Unsafe.Add(ref order, k++)] = (short)(reader->TakeMagnitude(size) << shift);
            }
            else if (run == 15)
            {
                k += 16;
            }
            else
            {
                emptyBlocks = EmptyBlocks(reader, run) - 1;
                break;
            }
        }
        while (k <= last);

        return true;
    }

    /// <summary>Reads the next bit of AC coefficients. Returns false if the data is damaged.</summary>
    /// <inheritdoc cref="ReadAc"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool RefineAc(BitReader* reader, HuffmanTable* table, JpegScan* scan, short* block, ref int emptyBlocks)
    {
        ref var order = ref MemoryMarshal.GetReference(JpegTables.Order);
        var (k, last, bit) = (scan->First, scan->Last, (short)(1 << scan->Shift));
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            Refine(reader, block, ref order, k, last, bit, zeros: int.MaxValue, added: 0);
            return true;
        }

        do
        {
            if (!TryReadRefinement(reader, table, out var run, out var sign)) return false;
            if (sign == 0 && run < 15)
            {
                emptyBlocks = EmptyBlocks(reader, run) - 1;
                run = int.MaxValue;
            }

            k = Refine(reader, block, ref order, k, last, bit, run, (short)(sign * bit));
        }
        while (k <= last);

        return true;
    }

    // A run of zeros, and the sign of the coefficient behind it: 0 if there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadRefinement(BitReader* reader, HuffmanTable* table, out int run, out int sign)
    {
        if (reader->Count < 16) reader->Fill();
        var entry = table->Lookup[reader->Bits >> (64 - HuffmanTable.LookupBits)];
        var length = (int)(entry & 0xFF);
        run = (int)(entry >> 8) & 15;
        sign = (int)entry >> 16;
        if (entry != 0 && length <= reader->Count && (entry & 0xF000) == 0)
        {
            reader->Consume(length);
            return sign is >= -1 and <= 1;
        }

        var symbol = reader->TakeSymbol(*table);
        run = symbol >> 4;
        sign = (symbol & 15) == 0 ? 0 : (reader->Take(1) * 2) - 1;
        return symbol >= 0 && (symbol & 15) <= 1;
    }

    // The run counts only coefficients that are zero; the others in between get their next bit. Returns the coefficient behind the added one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Refine(BitReader* reader, short* block, ref byte order, int k, int last, short bit, int zeros, short added)
    {
        var (bits, count) = (reader->Bits, reader->Count);
        while (k <= last)
        {
            var coefficient = block + Unsafe.Add(ref order, k++);
            if (*coefficient == 0)
            {
                if (zeros-- > 0) continue;
                *coefficient = added;
                break;
            }

            if (count < 1)
            {
                (reader->Bits, reader->Count) = (bits, count);
                reader->Fill();
                (bits, count) = (reader->Bits, reader->Count);
                if (count < 1) continue;
            }

            var isSet = (long)bits < 0;
            bits <<= 1;
            count--;
            if (isSet && (*coefficient & bit) == 0) *coefficient += *coefficient > 0 ? bit : (short)-bit;
        }

        (reader->Bits, reader->Count) = (bits, count);
        return k;
    }

    private static int EmptyBlocks(BitReader* reader, int bits) => (1 << bits) + (bits == 0 ? 0 : reader->Take(bits));
}

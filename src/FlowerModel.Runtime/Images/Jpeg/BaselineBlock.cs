using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Reads a block of a baseline scan: all 64 coefficients (ITU-T T.81, F.2.2).</summary>
internal static unsafe class BaselineBlock
{
    /// <summary>The result of <see cref="Read"/> for a block of one level.</summary>
    public const int Flat = 0;

    /// <summary>The result of <see cref="Read"/> for any other block.</summary>
    public const int Detailed = 1;

    /// <summary>The result of <see cref="Read"/> if the data is damaged.</summary>
    public const int Damaged = -1;

    /// <summary>Reads the dequantized coefficients, row by row.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Read(BitReader* reader, HuffmanTable* dc, HuffmanTable* ac, ushort* quantization, short* block, ref int prediction)
    {
        Unsafe.InitBlockUnaligned(block, 0, 64 * sizeof(short));
        if (!CoefficientReader.TryReadDc(reader, dc, ref prediction)) return Damaged;
        if (!CoefficientReader.TryMultiply(prediction, quantization[0], out block[0])) return Damaged;

        ref var order = ref MemoryMarshal.GetReference(JpegTables.Order);
        var (bits, count) = (reader->Bits, reader->Count);
        var k = 1;
        do
        {
            if (count < 16)
            {
                if (reader->TryPeek(out var next))
                {
                    reader->Append(next, ref bits, ref count);
                }
                else
                {
                    (reader->Bits, reader->Count) = (bits, count);
                    reader->FillByBytes();
                    (bits, count) = (reader->Bits, reader->Count);
                }
            }

            var entry = ac->Lookup[bits >> (64 - HuffmanTable.LookupBits)];
            var length = (int)(entry & 0xFF);
            var (run, size) = ((int)(entry >> 8) & 15, (int)(entry >> 12) & 15);
            if (entry != 0 && length <= count)
            {
                bits <<= length;
                count -= length;
                var value = (int)entry >> 16;
                if (value != 0)
                {
                    k += run;
                    var at = Unsafe.Add(ref order, k++);
                    block[at] = (short)(value * quantization[at]);
                    continue;
                }
            }
            else
            {
                if (CoefficientReader.MustFit(entry)) return Damaged;
                (reader->Bits, reader->Count) = (bits, count);
                var symbol = reader->TakeSymbol(*ac);
                if (symbol < 0) return Damaged;
                (bits, count) = (reader->Bits, reader->Count);
                (run, size) = (symbol >> 4, symbol & 15);
            }

            if (size != 0)
            {
                (reader->Bits, reader->Count) = (bits, count);
                k += run;
                var at = Unsafe.Add(ref order, k++);
                block[at] = (short)(reader->TakeMagnitude(size) * quantization[at]);
                (bits, count) = (reader->Bits, reader->Count);
            }
            else if (run == 15)
            {
                k += 16;
            }
            else
            {
                break;
            }
        }
        while (k < 64);

        (reader->Bits, reader->Count) = (bits, count);
        return k > 1 ? Detailed : Flat;
    }
}

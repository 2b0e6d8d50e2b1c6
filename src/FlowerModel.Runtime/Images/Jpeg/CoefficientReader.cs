using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>What all scans have in common. Where a damaged file is rejected is decided as by StbImageSharp.</summary>
internal static unsafe class CoefficientReader
{
    // StbImageSharp looks up codes with their magnitude if they have at most nine bits and the value fits into a byte.
    private const int LibraryLookupBits = 9;

    /// <summary>Reads the difference to the last DC coefficient of the component, and adds it. Returns false if the data is damaged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadDc(BitReader* reader, HuffmanTable* table, ref int prediction)
    {
        if (reader->Count < 16) reader->Fill();
        if (reader->Count < 16) reader->Fill();
        var entry = table->Lookup[reader->Bits >> (64 - HuffmanTable.LookupBits)];
        int difference;
        if (entry != 0 && (entry & 0xF000) == 0)
        {
            reader->Consume((int)(entry & 0xFF));
            difference = (int)entry >> 16;
        }
        else
        {
            var size = reader->TakeSymbol(*table);
            if (size is < 0 or > 15) return false;
            difference = size == 0 ? 0 : reader->TakeMagnitude(size);
        }

        var sum = (long)prediction + difference;
        prediction = (int)sum;
        return sum == prediction;
    }

    /// <summary>Multiplies a DC coefficient. Returns false if the product has more than 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMultiply(int value, int factor, out short product)
    {
        var wide = (long)value * factor;
        product = (short)wide;
        return product == wide;
    }

    /// <summary>True if the bits of an entry that a marker cuts off make the data damaged; otherwise zeros follow.</summary>
    public static bool MustFit(uint entry)
    {
        var value = (int)entry >> 16;
        return (entry & 0xFF) <= LibraryLookupBits && value is not 0 and >= -128 and <= 127;
    }
}

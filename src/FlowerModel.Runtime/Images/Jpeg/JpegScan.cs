namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>The header of a scan: its components, and for progressive files its coefficients and bits (ITU-T T.81, B.2.3).</summary>
internal unsafe struct JpegScan
{
    /// <summary>The indexes of the components.</summary>
    public fixed int Components[4];

    /// <summary>The number of components.</summary>
    public int Count;

    /// <summary>The first and the last coefficient.</summary>
    public int First, Last;

    /// <summary>The number of low bits that earlier scans left out, 0 for the first scan of a coefficient, and that this scan leaves out.</summary>
    public int PreviousShift, Shift;

    /// <summary>Reads the header behind its marker. Returns false if it is damaged.</summary>
    public bool Read(JpegFrame frame, ref BitReader reader)
    {
        var length = reader.ReadUInt16();
        Count = reader.ReadByte();
        if (Count < 1 || Count > frame.ComponentCount || length != 6 + (2 * Count)) return false;
        for (var i = 0; i < Count; i++)
        {
            var index = IndexOf(frame.Components, reader.ReadByte());
            if (index < 0) return false;
            var tables = reader.ReadByte();
            ref var component = ref frame.Components[index];
            (component.DcTable, component.AcTable) = (tables >> 4, tables & 15);
            if (component.DcTable > 3 || component.AcTable > 3) return false;
            Components[i] = index;
        }

        (First, Last) = (reader.ReadByte(), reader.ReadByte());
        var shifts = reader.ReadByte();
        (PreviousShift, Shift) = (shifts >> 4, shifts & 15);
        if (frame.IsProgressive) return First <= Last && Last <= 63 && PreviousShift <= 13 && Shift <= 13;
        Last = 63;
        return First == 0 && shifts == 0;
    }

    private static int IndexOf(ReadOnlySpan<JpegComponent> components, byte id)
    {
        for (var i = 0; i < components.Length; i++)
        {
            if (components[i].Id == id) return i;
        }

        return -1;
    }
}

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>The frame of a JPEG: size and components (ITU-T T.81, B.2.2).</summary>
internal sealed unsafe class JpegFrame
{
    private readonly JpegComponent[] components = new JpegComponent[4];

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>True if coefficients are spread over several scans.</summary>
    public bool IsProgressive { get; private set; }

    /// <summary>The number of components: 1, 3 or 4.</summary>
    public int ComponentCount { get; private set; }

    /// <summary>The components.</summary>
    public Span<JpegComponent> Components => this.components.AsSpan(0, ComponentCount);

    /// <summary>The largest sampling factors.</summary>
    public int MaxHorizontal { get; private set; }

    /// <inheritdoc cref="MaxHorizontal"/>
    public int MaxVertical { get; private set; }

    /// <summary>The number of units of interleaved scans in each direction.</summary>
    public int UnitsAcross { get; private set; }

    /// <inheritdoc cref="UnitsAcross"/>
    public int UnitsDown { get; private set; }

    /// <summary>The number of samples that are stored for all components.</summary>
    public int StoredSamples { get; private set; }

    /// <summary>Reads the start of a frame behind its marker. Returns false if it is damaged.</summary>
    public bool Read(byte marker, ref BitReader reader)
    {
        ComponentCount = 0;
        IsProgressive = marker == 0xC2;
        var length = reader.ReadUInt16();
        if (length < 11 || reader.ReadByte() != 8) return false;
        (Height, Width) = (reader.ReadUInt16(), reader.ReadUInt16());
        var count = reader.ReadByte();
        if (Height == 0 || Width == 0 || count is not (1 or 3 or 4) || length != 8 + (3 * count)) return false;
        Array.Clear(this.components);
        for (var i = 0; i < count; i++)
        {
            ref var component = ref this.components[i];
            component.Id = reader.ReadByte();
            var sampling = reader.ReadByte();
            (component.Horizontal, component.Vertical) = (sampling >> 4, sampling & 15);
            component.Quantization = reader.ReadByte();
            if (component is not { Horizontal: >= 1 and <= 4, Vertical: >= 1 and <= 4, Quantization: <= 3 }) return false;
        }

        ComponentCount = count;
        return true;
    }

    /// <summary>Computes the sizes of the components. Returns false if a sampling factor does not divide the largest one.</summary>
    public bool Measure()
    {
        (MaxHorizontal, MaxVertical, StoredSamples) = (1, 1, 0);
        foreach (ref readonly var component in Components)
        {
            MaxHorizontal = Math.Max(MaxHorizontal, component.Horizontal);
            MaxVertical = Math.Max(MaxVertical, component.Vertical);
        }

        UnitsAcross = (Width + (MaxHorizontal * 8) - 1) / (MaxHorizontal * 8);
        UnitsDown = (Height + (MaxVertical * 8) - 1) / (MaxVertical * 8);
        foreach (ref var component in Components)
        {
            if (MaxHorizontal % component.Horizontal != 0 || MaxVertical % component.Vertical != 0) return false;
            component.Width = ((Width * component.Horizontal) + MaxHorizontal - 1) / MaxHorizontal;
            component.Height = ((Height * component.Vertical) + MaxVertical - 1) / MaxVertical;
            component.BlocksAcross = UnitsAcross * component.Horizontal;
            component.BlocksDown = UnitsDown * component.Vertical;
            StoredSamples = checked(StoredSamples + component.StoredSamples);
        }

        return true;
    }

    /// <summary>Gives the components their parts of the memory.</summary>
    /// <param name="samples"><see cref="StoredSamples"/> bytes, or null to read the coded data only.</param>
    /// <param name="coefficients"><see cref="StoredSamples"/> coefficients for a progressive file; else null.</param>
    public void Place(byte* samples, short* coefficients)
    {
        foreach (ref var component in Components)
        {
            component.Samples = samples;
            component.Coefficients = coefficients;
            if (samples != null) samples += component.StoredSamples;
            if (coefficients != null) coefficients += component.StoredSamples;
        }
    }
}

using FlowerModel.Runtime.Images.Buffers;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Decodes baseline and progressive JPEG with Huffman coding (ITU-T T.81). Pixels are the same as StbImageSharp's, bit by bit. Files that
/// leave some of them undefined are rejected. An instance decodes one image at a time and keeps only its tables.
/// </summary>
internal sealed unsafe class JpegDecoder
{
    // The most that a file may have. Programs write about ten; thousands of them would take minutes.
    private const int MaxScans = 100;

    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte NumberOfLines = 0xDC;
    private const byte FirstRestart = 0xD0;
    private const byte LastRestart = 0xD7;

    private readonly JpegTables tables = new();
    private readonly JpegFrame frame = new();
    private BitReader reader;

    /// <summary>Width in pixels, after <see cref="TryReadHeader"/>.</summary>
    public int Width => this.frame.Width;

    /// <summary>Height in pixels, after <see cref="TryReadHeader"/>.</summary>
    public int Height => this.frame.Height;

    /// <summary>Reads up to the start of the frame. Returns false if that part is damaged.</summary>
    /// <param name="jpeg">The whole file, which must stay where it is until the image is decoded.</param>
    /// <param name="length">The number of its bytes.</param>
    public bool TryReadHeader(byte* jpeg, int length)
    {
        this.tables.Clear();
        this.reader = new BitReader(jpeg, length);
        if (this.reader.TakeMarker() != StartOfImage) return false;
        var marker = this.reader.TakeMarker();
        while (marker is not (0xC0 or 0xC1 or 0xC2))
        {
            if (!this.tables.Read(marker, ref this.reader)) return false;
            marker = this.reader.TakeMarker();
            while (marker == BitReader.NoMarker)
            {
                if (this.reader.IsAtEnd) return false;
                marker = this.reader.TakeMarker();
            }
        }

        return this.frame.Read(marker, ref this.reader);
    }

    /// <summary>Decodes the image to RGB. Returns false if it is damaged.</summary>
    /// <param name="header">What the segments say.</param>
    /// <param name="rgb">Receives R, G and B of each pixel.</param>
    public bool TryDecode(in JpegHeader header, Span<byte> rgb)
    {
        if (!this.frame.Measure()) return false;
        var stored = this.frame.StoredSamples;
        var samples = ImageMemory.Rent<byte>(stored + (4 * ComponentRows.BufferLength(Width)));
        var coefficients = RentCoefficients();
        try
        {
            fixed (byte* to = samples, pixels = rgb)
            fixed (short* from = coefficients)
            {
                this.frame.Place(to, from);
                if (!TryReadScans()) return false;
                if (from != null) Finish();
                Convert(JpegColors.Of(this.frame.Components, header), to + stored, pixels);
                return true;
            }
        }
        finally
        {
            ImageMemory.Return(samples);
            if (coefficients is not null) ImageMemory.Return(coefficients);
        }
    }

    /// <summary>
    /// Returns the length of a file without an end-of-image marker up to the last byte that contributes to the image; -1 if image data is missing.
    /// </summary>
    /// <param name="jpeg">The whole file.</param>
    /// <param name="header">Its header.</param>
    public int FindEnd(ReadOnlySpan<byte> jpeg, in JpegHeader header)
    {
        var length = JpegImageData.LengthWithoutMarkers(jpeg);
        var zeroed = ImageMemory.Rent<byte>(length + JpegImageData.ZerosAtEnd);
        short[]? coefficients = null;
        try
        {
            jpeg[..length].CopyTo(zeroed);
            zeroed.AsSpan(length, JpegImageData.ZerosAtEnd).Clear();
            fixed (byte* file = zeroed)
            {
                if (!TryReadHeader(file, length + JpegImageData.ZerosAtEnd) || !this.frame.Measure()) return -1;
                coefficients = RentCoefficients();
                fixed (short* from = coefficients)
                {
                    this.frame.Place(null, from);
                    return TryReadAllBits(header.LastScan) ? JpegImageData.FindEnd(jpeg[..length], zeroed, this.reader) : -1;
                }
            }
        }
        finally
        {
            ImageMemory.Return(zeroed);
            if (coefficients is not null) ImageMemory.Return(coefficients);
        }
    }

    // Zeros, because a scan need not contain all of them.
    private short[]? RentCoefficients()
    {
        if (!this.frame.IsProgressive) return null;
        var coefficients = ImageMemory.Rent<short>(this.frame.StoredSamples);
        Array.Clear(coefficients, 0, this.frame.StoredSamples);
        return coefficients;
    }

    // Returns true if every coefficient of every component was read with all its bits, where missing bytes count as zeros.
    private bool TryReadAllBits(int lastScan)
    {
        Span<int> missingBits = stackalloc int[4 * 64];
        missingBits = missingBits[..(64 * this.frame.ComponentCount)];
        missingBits.Fill(int.MaxValue);
        var (scans, missing) = (0, 0);
        while (true)
        {
            var marker = this.reader.TakeMarker();
            if (marker is >= FirstRestart and <= LastRestart) continue;
            if (marker != StartOfScan)
            {
                if (!this.tables.Read(marker, ref this.reader)) return false;
                continue;
            }

            var isLast = this.reader.Position >= lastScan;
            if (++scans > MaxScans || !TryReadScan(ref missing, missingBits)) return false;
            if (isLast) return !missingBits.ContainsAnyExcept(0);
            if (this.reader.Marker == BitReader.NoMarker) this.reader.SkipToMarker();
        }
    }

    // A segment of an unknown kind ends the image. Each component must be in a scan.
    private bool TryReadScans()
    {
        var (scans, missing) = (0, (1 << this.frame.ComponentCount) - 1);
        var marker = this.reader.TakeMarker();
        while (marker != EndOfImage)
        {
            if (marker == StartOfScan)
            {
                if (++scans > MaxScans || !TryReadScan(ref missing, [])) return false;
                if (this.reader.Marker == BitReader.NoMarker) this.reader.SkipToMarker();
                marker = this.reader.TakeMarker();
                if (marker is >= FirstRestart and <= LastRestart) marker = this.reader.TakeMarker();
                continue;
            }

            if (marker == NumberOfLines)
            {
                var (length, lines) = (this.reader.ReadUInt16(), this.reader.ReadUInt16());
                if (length != 4 || lines != Height) return false;
            }
            else if (!this.tables.Read(marker, ref this.reader))
            {
                break;
            }

            marker = this.reader.TakeMarker();
        }

        return missing == 0;
    }

    private bool TryReadScan(ref int missing, Span<int> missingBits)
    {
        var scan = default(JpegScan);
        if (!scan.Read(this.frame, ref this.reader)) return false;
        for (var i = 0; i < scan.Count; i++) missing &= ~(1 << scan.Components[i]);
        if (missingBits.Length > 0) JpegImageData.Add(missingBits, scan);
        fixed (BitReader* bits = &this.reader)
        fixed (HuffmanTable* huffman = this.tables.Huffman)
        fixed (ushort* quantization = this.tables.Quantization)
            return new ScanReader(bits, huffman, quantization, this.frame, scan, this.tables.RestartInterval).Read();
    }

    private void Finish()
    {
        foreach (ref readonly var component in this.frame.Components)
        {
            fixed (ushort* factors = this.tables.Quantization.Slice(64 * component.Quantization, 64)) BlockTransform.ToSamples(component, factors);
        }
    }

    private void Convert(JpegColorSpace space, byte* buffers, byte* rgb)
    {
        var rows = stackalloc ComponentRows[4];
        var current = stackalloc byte*[4];
        var components = this.frame.Components;
        for (var i = 0; i < components.Length; i++)
            rows[i] = new ComponentRows(components[i], this.frame, buffers + (i * ComponentRows.BufferLength(Width)));
        for (var y = 0; y < Height; y++, rgb += Width * 3)
        {
            for (var i = 0; i < components.Length; i++) current[i] = rows[i].Next();
            JpegColors.ToRgb(space, current, rgb, Width);
        }
    }
}

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>A component of a frame: where its samples and coefficients are, and what its current scan says.</summary>
internal unsafe struct JpegComponent
{
    /// <summary>The identifier.</summary>
    public byte Id;

    /// <summary>The horizontal and vertical sampling factor, 1 to 4.</summary>
    public int Horizontal, Vertical;

    /// <summary>The number of the quantization table.</summary>
    public int Quantization;

    /// <summary>The numbers of the tables of the current scan.</summary>
    public int DcTable, AcTable;

    /// <summary>The last DC coefficient.</summary>
    public int Prediction;

    /// <summary>Width and height in samples.</summary>
    public int Width, Height;

    /// <summary>The number of stored blocks in each direction: whole units of interleaved scans.</summary>
    public int BlocksAcross, BlocksDown;

    /// <summary>Samples, row by row, 8 for each of <see cref="BlocksAcross"/>.</summary>
    public byte* Samples;

    /// <summary>For progressive files 64 coefficients per block; else null.</summary>
    public short* Coefficients;

    /// <summary>Samples from one row to the next.</summary>
    public readonly int Stride => BlocksAcross * 8;

    /// <summary>The number of samples that are stored.</summary>
    public readonly int StoredSamples => BlocksAcross * BlocksDown * 64;

    /// <summary>The number of blocks in each direction that hold samples of the image.</summary>
    public readonly int UsedAcross => (Width + 7) >> 3;

    /// <inheritdoc cref="UsedAcross"/>
    public readonly int UsedDown => (Height + 7) >> 3;
}

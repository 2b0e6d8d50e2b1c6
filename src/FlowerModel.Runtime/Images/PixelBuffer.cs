using FlowerModel.Runtime.Images.Buffers;
using FlowerModel.Runtime.Images.Exif;

namespace FlowerModel.Runtime.Images;

/// <summary>The pixels of a decoded image, in memory from the pool or in an array of exactly their length.</summary>
internal readonly struct PixelBuffer : IDisposable
{
    private const int Channels = 3;
    private readonly byte[] array;
    private readonly bool isPooled;

    /// <summary>Takes memory for an image.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="isPooled">True for memory that <see cref="Dispose"/> returns to the pool; false for an array that stays with the image.</param>
    public PixelBuffer(int width, int height, bool isPooled)
    {
        (Width, Height) = (width, height);
        this.isPooled = isPooled;
        this.array = isPooled ? ImageMemory.Rent<byte>(Length) : GC.AllocateUninitializedArray<byte>(Length);
    }

    /// <summary>The width, in pixels.</summary>
    public int Width { get; }

    /// <summary>The height, in pixels.</summary>
    public int Height { get; }

    /// <summary>R, G and B of each pixel, row by row.</summary>
    public Span<byte> Pixels => this.array.AsSpan(0, Length);

    private int Length => Width * Height * Channels;

    /// <summary>Returns the image, whose pixels are this memory. It must not be pooled.</summary>
    public RgbImage ToImage() => new(Width, Height, this.array);

    /// <summary>Returns the image with its rows and columns upright, and this memory to the pool unless it is upright already.</summary>
    public PixelBuffer Turned(ExifOrientation orientation)
    {
        if (orientation == ExifOrientation.Upright) return this;
        var turned = orientation.Transposed ? new PixelBuffer(Height, Width, this.isPooled) : new PixelBuffer(Width, Height, this.isPooled);
        orientation.Apply(Width, Height, Pixels, turned.Pixels);
        Dispose();
        return turned;
    }

    /// <summary>Returns the memory to the pool if it comes from there.</summary>
    public void Dispose()
    {
        if (this.isPooled) ImageMemory.Return(this.array);
    }
}

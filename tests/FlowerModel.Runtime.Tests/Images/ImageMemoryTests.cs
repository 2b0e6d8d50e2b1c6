using System.IO.Compression;
using FlowerModel.Fuzzing.Images;
using FlowerModel.Runtime.Images;
using FlowerModel.Runtime.Images.Buffers;
using FlowerModel.Testing;

namespace FlowerModel.Runtime.Tests.Images;

/// <summary>What decoding and classifying allocate.</summary>
public class ImageMemoryTests
{
    // The result with its scores, and for PNG .NET's decompression.
    private const int BytesPerJpeg = 300;
    private const int BytesPerPng = 1500;

    public static TheoryData<string, int> Images => new()
    {
        { "baseline-420.jpg", BytesPerJpeg },
        { "baseline-444.jpg", BytesPerJpeg },
        { "progressive-420.jpg", BytesPerJpeg },
        { "restart.jpg", BytesPerJpeg },
        { "ycck.jpg", BytesPerJpeg },
        { "color 2, 8 bits.png", BytesPerPng },
        { "color 3, 4 bits, interlaced.png", BytesPerPng },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Classifying_an_encoded_image_allocates_little_but_its_result(string name, int limit)
    {
        using var classifier = ImageClassifier.Load(ClassifierFixture.Write(4, ClassifierFixture.Metadata()));
        using var stream = new MemoryStream(ImageSeeds.Named(name));

        Assert.InRange(Allocations.Of(Classify, calls: 1), 0, limit);

        void Classify()
        {
            stream.Position = 0;
            classifier.Classify(stream);
        }
    }

    [Theory]
    [InlineData("progressive-420.jpg", 4000)]
    [InlineData("ycck-progressive.jpg", 2000)]
    [InlineData("baseline-444.jpg", 4000)]
    public void Memory_is_bounded_by_a_multiple_of_the_pixels(string name, int side)
    {
        var jpeg = HostileImageTests.WithSize(ImageSeeds.Named(name), side, side);

        var before = GC.GetAllocatedBytesForCurrentThread();

        // The data ends early: zeros follow, which some Huffman tables reject. By then, all memory was taken.
        Record.Exception(() => RgbImage.Load(jpeg));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 3L * side * side, ImageContract.Limit(side, side, jpeg.Length));
    }

    [Fact]
    public void A_PNG_that_expands_to_more_than_its_pixels_is_not_expanded()
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++) zlib.Write(zeros);
        }

        byte[] header = [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0];
        byte[] png =
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. PngWriter.Chunk("IHDR", header), .. PngWriter.Chunk("IDAT", compressed.ToArray()), .. PngWriter.Chunk("IEND", []),
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(new byte[12], RgbImage.Load(png).Pixels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, ImageContract.Floor);
    }

    [Fact]
    public void The_pool_keeps_photos_but_not_the_largest_images()
    {
        var small = ImageMemory.Rent<short>(1000);
        ImageMemory.Return(small);
        Assert.Same(small, ImageMemory.Rent<short>(1000));

        const int length = (ImageMemory.MaxPooledBytes / sizeof(short)) + 1;
        var large = ImageMemory.Rent<short>(length);
        ImageMemory.Return(large);
        Assert.NotSame(large, ImageMemory.Rent<short>(length));
        Assert.Equal(length, large.Length);
    }
}

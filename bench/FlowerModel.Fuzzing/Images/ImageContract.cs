using System.Diagnostics;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Fuzzing.Images;

/// <summary>What became of an image.</summary>
public enum ImageOutcome
{
    /// <summary>Refused with an <see cref="ImageFormatException"/>.</summary>
    Refused,

    /// <summary>Decoded.</summary>
    Decoded,
}

/// <summary>What decoding an image guarantees: an image or an <see cref="ImageFormatException"/>, in bounded time and memory.</summary>
public static class ImageContract
{
    /// <summary>
    /// Decoding takes at most this many bytes per pixel, with the sides rounded up to multiples of <see cref="Unit"/>: 3 for the image, 3 for turning it,
    /// 12 for the samples and coefficients of a progressive JPEG with four components, and the rounding up of the pool to powers of two ...
    /// </summary>
    public const int BytesPerPixel = 32;

    /// <summary>... plus this multiple of the file, plus <see cref="Floor"/>.</summary>
    public const int FileFactor = 8;

    /// <summary>Bytes that any image may take: tables and decompression.</summary>
    public const int Floor = 1 << 20;

    /// <summary>The largest unit of a JPEG, in pixels.</summary>
    public const int Unit = 32;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Decodes an image.</summary>
    /// <exception cref="ContractException">The contract was violated.</exception>
    public static ImageOutcome Check(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        RgbImage? image = null;
        try
        {
            image = RgbImage.Load(file);
        }
        catch (ImageFormatException error)
        {
            if (error.Message.Length == 0) throw new ContractException("a message is missing", error);
        }
        catch (Exception error)
        {
            throw new ContractException($"{error.GetType().Name} {new StackTrace(error).GetFrame(0)?.GetMethod()?.Name}", error);
        }

        var time = Stopwatch.GetElapsedTime(start);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (time > TimeLimit) throw new ContractException("time", detail: $"{time.TotalSeconds:F1} s");
        if (image is null) return ImageOutcome.Refused;
        var limit = Limit(image.Width, image.Height, file.Length);
        if (allocated > limit) throw new ContractException("memory", detail: $"{allocated} bytes of at most {limit}");
        return ImageOutcome.Decoded;
    }

    /// <summary>The number of bytes that decoding may allocate.</summary>
    public static long Limit(int width, int height, int fileLength) =>
        ((long)BytesPerPixel * RoundUp(width) * RoundUp(height)) + ((long)FileFactor * fileLength) + Floor;

    private static long RoundUp(int side) => (side + Unit - 1) / Unit * Unit;
}

using System.Runtime.InteropServices;

namespace FlowerModel.Bench;

/// <summary>The system's libjpeg-turbo (libturbojpeg.so.0), which uses vectors. The one in SkiaSharp's package for Linux does not.</summary>
internal static unsafe class TurboJpeg
{
    private const int Rgb = 0;
    private static readonly nint Library = NativeLibrary.TryLoad("libturbojpeg.so.0", out var library) ? library : 0;

    private static readonly nint Decoder =
        IsAvailable ? ((delegate* unmanaged<nint>)NativeLibrary.GetExport(Library, "tjInitDecompress"))() : 0;

    private static readonly delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int> Decompress =
        IsAvailable
            ? (delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(Library, "tjDecompress2")
            : null;

    public static bool IsAvailable => Library != 0;

    /// <summary>Decodes a JPEG to RGB.</summary>
    public static void Decode(byte[] jpeg, byte[] rgb, int width, int height)
    {
        fixed (byte* from = jpeg, to = rgb)
        {
            if (Decompress(Decoder, from, (nuint)jpeg.Length, to, width, 0, height, Rgb, 0) != 0)
                throw new InvalidOperationException("libturbojpeg cannot decode a file.");
        }
    }
}

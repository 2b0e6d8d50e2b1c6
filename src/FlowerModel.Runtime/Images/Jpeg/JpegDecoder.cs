using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StbImageSharp;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>
/// Decodes JPEG with StbImageSharp, whose steps after the entropy coding are replaced with vectorized ones. The steps are integers, so the pixels are the same.
/// </summary>
internal static unsafe class JpegDecoder
{
    private const int Channels = 3;
    private static readonly StbImage.delegate0 Transform = Vector128.IsHardwareAccelerated ? BlockTransform.ToSamples : StbImage.stbi__idct_block;
    private static readonly StbImage.delegate1 Convert = Vector128.IsHardwareAccelerated ? ColorConversion.ToRgb : StbImage.stbi__YCbCr_to_RGB_row;
    private static readonly StbImage.delegate2 Upsample = Vector128.IsHardwareAccelerated ? ChromaUpsampling.Double : StbImage.stbi__resample_row_hv_2;

    /// <summary>Decodes an image to RGB. Gray is repeated, and CMYK converted, as <see cref="ImageResult"/> does.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <exception cref="InvalidOperationException">StbImageSharp cannot decode the file; the message is its reason.</exception>
    public static ImageResult Decode(byte[] encoded)
    {
        int width, height;
        var decoder = new StbImage.stbi__jpeg
        {
            s = new StbImage.stbi__context(new MemoryStream(encoded, writable: false)),
            idct_block_kernel = Transform,
            YCbCr_to_RGB_kernel = Convert,
            resample_row_hv_2_kernel = Upsample,
        };
        byte* pixels = null;
        try
        {
            pixels = StbImage.load_jpeg_image(decoder, &width, &height, null, Channels);
            if (pixels == null) throw new InvalidOperationException(StbImage.stbi__g_failure_reason);
            return new ImageResult { Width = width, Height = height, Data = new Span<byte>(pixels, width * height * Channels).ToArray() };
        }
        finally
        {
            // An index error in a damaged file leaves them behind; otherwise there are none.
            StbImage.stbi__free_jpeg_components(decoder, decoder.img_comp.Length, 0);
            Marshal.FreeHGlobal((nint)pixels);
        }
    }
}

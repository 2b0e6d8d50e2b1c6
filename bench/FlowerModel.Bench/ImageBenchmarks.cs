using BenchmarkDotNet.Attributes;
using FlowerModel.Runtime.Images;
using SkiaSharp;

namespace FlowerModel.Bench;

/// <summary>Decodes a drawn image of 500x334 pixels, beside SkiaSharp.</summary>
[MemoryDiagnoser]
public class ImageBenchmarks
{
    private byte[] encoded = [];

    /// <summary>The format of the file.</summary>
    [Params(SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png)]
    public SKEncodedImageFormat Format { get; set; }

    /// <summary>Draws and encodes the image.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var bitmap = new SKBitmap(500, 334);
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint { IsAntialias = true })
        {
            var random = new Random(1);
            for (var i = 0; i < 400; i++)
            {
                paint.Color = new SKColor((uint)random.Next() | 0xFF000000);
                canvas.DrawCircle(random.Next(500), random.Next(334), random.Next(3, 40), paint);
            }
        }

        using var data = bitmap.Encode(Format, 90);
        this.encoded = data.ToArray();
    }

    /// <summary>Ours.</summary>
    [Benchmark]
    public RgbImage Ours() => RgbImage.Load(this.encoded);

    /// <summary>SkiaSharp, with libjpeg-turbo and libpng.</summary>
    [Benchmark(Baseline = true)]
    public int SkiaSharp()
    {
        using var bitmap = SKBitmap.Decode(this.encoded);
        return bitmap.Width;
    }
}

using System.Runtime.InteropServices;
using SkiaSharp;

namespace FlowerModel.Bench;

/// <summary>What a .NET program does without this project: SkiaSharp decodes and resizes, ONNX Runtime runs the network on one thread.</summary>
internal sealed class SkiaOnnxPeer : IDisposable
{
    private readonly SKImageInfo size;
    private readonly byte[] input;
    private readonly OnnxRuntimePeer network;

    /// <param name="tflite">A model whose input is one float32 RGB image with values from -1 to 1.</param>
    /// <param name="width">The width of the input.</param>
    /// <param name="height">The height of the input.</param>
    public SkiaOnnxPeer(byte[] tflite, int width, int height)
    {
        this.size = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        this.input = new byte[width * height * 3 * sizeof(float)];
        this.network = new OnnxRuntimePeer(tflite, this.input, threads: 1);
    }

    /// <summary>Classifies an encoded image.</summary>
    public void Classify(byte[] encoded)
    {
        using var decoded = SKBitmap.Decode(encoded);
        using var resized = decoded.Resize(this.size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var pixels = resized.GetPixelSpan();
        var values = MemoryMarshal.Cast<byte, float>(this.input.AsSpan());
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            values[to] = (pixels[from] - 127.5f) / 127.5f;
            values[to + 1] = (pixels[from + 1] - 127.5f) / 127.5f;
            values[to + 2] = (pixels[from + 2] - 127.5f) / 127.5f;
        }

        this.network.Run();
    }

    public void Dispose() => this.network.Dispose();
}

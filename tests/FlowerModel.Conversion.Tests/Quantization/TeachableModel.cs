using System.Runtime.InteropServices;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Conversion.Tests.Quantization;

/// <summary>A real float32 classifier (MobileNetV2 0.35, three classes) written by Google's converter, and real photos for it.</summary>
internal static class TeachableModel
{
    private const int Size = 224;
    private static readonly Lazy<string[]> Paths = new(() =>
    [
        .. Directory.EnumerateDirectories(ReferenceData.FlowerPhotos).Order(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(30).Select((path, turn) => (path, turn)))
            .OrderBy(pair => pair.turn)
            .Select(pair => pair.path),
    ]);

    /// <summary>The file.</summary>
    internal static byte[] File => System.IO.File.ReadAllBytes(ReferenceData.Tflite("teachable_mobilenet_v2_035_float32.tflite"));

    /// <summary>Returns flower photos prepared for the model, with alternating classes.</summary>
    internal static float[][] Photos(int skip, int count)
    {
        var preprocessor = new ImagePreprocessor(Size, Size);
        return [.. Paths.Value.Skip(skip).Take(count).Select(path =>
        {
            var prepared = new float[preprocessor.Length];
            preprocessor.Prepare(RgbImage.Load(path), prepared);
            return prepared;
        })];
    }

    /// <summary>Converts real numbers to bytes.</summary>
    internal static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    /// <summary>Converts bytes to real numbers.</summary>
    internal static float[] Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}

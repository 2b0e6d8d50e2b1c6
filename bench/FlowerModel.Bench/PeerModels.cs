using FlowerModel.Conversion;
using FlowerModel.Conversion.Float32;
using FlowerModel.Conversion.Keras;
using FlowerModel.Conversion.Quantization;
using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Networks;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Runtime;
using FlowerModel.Tflite;

namespace FlowerModel.Bench;

/// <summary>The models of the table of runtimes: MobileNetV2 with ImageNet weights, without a head, as float32 and int8.</summary>
internal static class PeerModels
{
    private const int CalibrationPhotos = 16;

    private static readonly ImageClassifierOptions Range = new() { Mean = 127.5f, StandardDeviation = 127.5f };

    private static readonly (double Alpha, int Size)[] Networks = [(1, 224), (0.35, 224), (0.35, 128)];

    /// <summary>Returns name and content of each model. They are made once per work folder.</summary>
    /// <param name="weights">Folder with mobilenet_v2_1.0_224_no_top.h5 and mobilenet_v2_0.35_224_no_top.h5.</param>
    /// <param name="photos">Photos for calibration.</param>
    /// <param name="work">The work folder.</param>
    public static IEnumerable<(string Name, byte[] File)> Ensure(DirectoryInfo weights, DirectoryInfo photos, string work)
    {
        Directory.CreateDirectory(work);
        foreach (var (alpha, size) in Networks)
        {
            var name = FormattableString.Invariant($"{alpha:0.0#}/{size}");
            var file = FormattableString.Invariant($"peer-{alpha:0.0#}-{size}");
            var float32 = Once(Path.Combine(work, file + ".tflite"), () => Convert(weights, alpha, size));
            yield return (name + " float32", float32);
            yield return (name + " int8", Once(Path.Combine(work, file + ".int8.tflite"), () => Quantize(float32, photos)));
        }
    }

    private static byte[] Convert(DirectoryInfo weights, double alpha, int size)
    {
        var path = Path.Combine(weights.FullName, FormattableString.Invariant($"mobilenet_v2_{alpha:0.0#}_224_no_top.h5"));
        var source = new ConversionSource { Base = NetworkCatalog.Default.At(alpha, size), Weights = KerasWeightsFile.Read(path) };
        return ModelWriter.Write(Float32Converter.Convert(source));
    }

    private static byte[] Quantize(byte[] float32, DirectoryInfo photos)
    {
        var calibration = CalibrationImages.FromFiles(float32, Spread(photos, CalibrationPhotos), Range);
        return Quantizer.Quantize(float32, new QuantizationOptions { Format = NumberFormat.Int8 }, calibration).File.ToArray();
    }

    /// <summary>Returns paths of JPEG photos, evenly spread over a folder and its subfolders.</summary>
    public static IReadOnlyList<string> Spread(DirectoryInfo photos, int count)
    {
        string[] paths = [.. photos.EnumerateFiles("*.jpg", SearchOption.AllDirectories).Select(file => file.FullName).Order(StringComparer.Ordinal)];
        return [.. paths.Where((_, i) => i % Math.Max(1, paths.Length / count) == 0).Take(count)];
    }

    private static byte[] Once(string path, Func<byte[]> make)
    {
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path + ".part", make());
            File.Move(path + ".part", path);
        }

        return File.ReadAllBytes(path);
    }
}

using System.CommandLine;
using System.Diagnostics;
using FlowerModel.Runtime.Images;
using SkiaSharp;

namespace FlowerModel.Bench;

/// <summary>
/// Times the decoding of images beside SkiaSharp, whose JPEG decoder is libjpeg-turbo, and beside the system's libjpeg-turbo if there is one. They decode
/// each image in turn, so that a busy machine slows all of them, and the fastest of all runs counts for each image.
/// </summary>
internal static class DecodeCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "Folder of images; sub-folders are searched too." };

    private static readonly Option<int> Count = new("--count") { DefaultValueFactory = _ => 40, Description = "Images per kind." };

    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 20, Description = "Runs per image." };

    private static readonly Option<bool> Png = new("--png") { Description = "Also decode each image as a PNG, which SkiaSharp encodes." };

    private sealed record Sample(string Kind, byte[] Bytes);

    private sealed record Times(double Pixels, double Ours, double Skia, double Turbo);

    public static Command Create()
    {
        var command = new Command("decode", "Measures milliseconds per image of decoding, compared with SkiaSharp and libjpeg-turbo.") { Folder, Count, Runs, Png };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult arguments)
    {
        var files = Directory.EnumerateFiles(arguments.GetRequiredValue(Folder).FullName, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var samples = files.Select(File.ReadAllBytes).SelectMany(bytes => Samples(bytes, arguments.GetValue(Png)));
        Console.WriteLine("| kind | images | megapixels | ours, ms | SkiaSharp, ms | ratio | libjpeg-turbo, ms | ratio | KB allocated per image |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in samples.GroupBy(sample => sample.Kind).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Sample[] chosen = [.. kind.Take(arguments.GetRequiredValue(Count))];
            foreach (var sample in chosen.Take(20)) Measure(sample.Bytes, runs: 20);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var sample in chosen) RgbImage.Load(sample.Bytes);
            var kilobytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e3 / chosen.Length;
            Times[] times = [.. chosen.Select(sample => Measure(sample.Bytes, arguments.GetRequiredValue(Runs)))];
            var (ours, skia, turbo) = (times.Average(time => time.Ours), times.Average(time => time.Skia), times.Average(time => time.Turbo));
            var native = double.IsNaN(turbo) ? "| | |" : FormattableString.Invariant($"| {turbo:F2} | {ours / turbo:F2} |");
            Console.WriteLine(FormattableString.Invariant(
                $"| {kind.Key} | {times.Length} | {times.Average(time => time.Pixels) / 1e6:F2} | {ours:F2} | {skia:F2} | {ours / skia:F2} {native} {kilobytes:F1} |"));
        }
    }

    private static IEnumerable<Sample> Samples(byte[] bytes, bool png)
    {
        yield return new Sample(KindOf(bytes), bytes);
        if (!png) yield break;
        using var bitmap = SKBitmap.Decode(bytes);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        yield return new Sample("PNG", encoded.ToArray());
    }

    private static Times Measure(byte[] bytes, int runs)
    {
        using var data = SKData.CreateCopy(bytes);
        using var first = SKCodec.Create(data);
        var (width, height) = (first.Info.Width, first.Info.Height);
        var pixels = new byte[width * height * 4];
        var (ours, skia, turbo) = (double.MaxValue, double.MaxValue, double.MaxValue);
        var hasTurbo = TurboJpeg.IsAvailable && first.EncodedFormat == SKEncodedImageFormat.Jpeg;
        for (var run = 0; run < runs; run++)
        {
            ours = Math.Min(ours, Time(() => RgbImage.Load(bytes)));
            skia = Math.Min(skia, Time(() => WithSkia(data, pixels)));
            if (hasTurbo) turbo = Math.Min(turbo, Time(() => TurboJpeg.Decode(bytes, pixels, width, height)));
        }

        return new Times((double)width * height, ours, skia, hasTurbo ? turbo : double.NaN);
    }

    private static unsafe void WithSkia(SKData data, byte[] pixels)
    {
        using var codec = SKCodec.Create(data);

        // Without a color space, so that no colors are converted.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        fixed (byte* to = pixels) codec.GetPixels(info, (nint)to);
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Returns the format, for JPEG with its coding and chroma sampling.</summary>
    private static string KindOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [0xFF, 0xD8, ..]) return bytes is [0x89, ..] ? "PNG" : "other";
        for (var at = 2; at + 10 < bytes.Length && bytes[at] == 0xFF; at += 2 + (bytes[at + 2] << 8) + bytes[at + 3])
        {
            if (bytes[at + 1] is not (0xC0 or 0xC1 or 0xC2)) continue;
            var sampling = bytes[at + 9] == 1 ? "gray" : bytes[at + 11] switch { 0x11 => "4:4:4", 0x21 => "4:2:2", 0x22 => "4:2:0", _ => "other" };
            return $"{(bytes[at + 1] == 0xC2 ? "progressive" : "baseline")} JPEG {sampling}";
        }

        return "other JPEG";
    }
}

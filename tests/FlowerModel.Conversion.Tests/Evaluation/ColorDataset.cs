using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;
using FlowerModel.Testing;

namespace FlowerModel.Conversion.Tests.Evaluation;

/// <summary>A dataset of plain red, green and blue images, and a classifier of colors.</summary>
internal sealed class ColorDataset : IDisposable
{
    private static readonly string[] Labels = ["red", "green", "blue"];
    private readonly TemporaryFolder folder = new();

    /// <summary>Writes images and computes their hashes.</summary>
    /// <param name="perClass">Images per class.</param>
    public ColorDataset(int perClass)
    {
        var entries = new List<ManifestEntry>();
        foreach (var label in Labels)
        {
            Directory.CreateDirectory(folder[label]);
            for (var number = 0; number < perClass; number++)
            {
                var bytes = Bitmap(label, (byte)(200 + number));
                File.WriteAllBytes(folder[label, $"{number}.bmp"], bytes);
                entries.Add(new ManifestEntry(label, $"{label}/{number}.bmp", Hashing.OfBytes(bytes), bytes.Length, Subset.Validation));
            }
        }

        Manifest = new Manifest(folder.FullName, entries);
    }

    /// <summary>Full path of the classifier, which has the labels red, green and blue.</summary>
    public static string Model => Path.Combine(ReferenceData.RepositoryRoot, "tests", "FlowerModel.Runtime.Tests", "colors.tflite");

    /// <summary>The images with the hashes that they had when they were written.</summary>
    public Manifest Manifest { get; }

    /// <summary>Full path of an image.</summary>
    public string PathOf(string label, int number) => folder[label, $"{number}.bmp"];

    /// <summary>Replaces an image with a plain one of another color.</summary>
    public void Repaint(string label, int number, string color) => File.WriteAllBytes(PathOf(label, number), Bitmap(color, 255));

    public void Dispose() => folder.Dispose();

    /// <summary>A Windows bitmap of 4x4 pixels and 24 bits: file header, BITMAPINFOHEADER, then rows of B, G, R.</summary>
    private static byte[] Bitmap(string color, byte level)
    {
        var bytes = new byte[54 + (4 * 4 * 3)];
        using var writer = new BinaryWriter(new MemoryStream(bytes));
        writer.Write("BM"u8);
        writer.Write(bytes.Length);
        writer.Write(0);
        writer.Write(54);
        foreach (var field in (int[])[40, 4, 4, 1 | (24 << 16), 0, 48, 2835, 2835, 0, 0]) writer.Write(field);
        for (var at = 54 + 2 - Array.IndexOf(Labels, color); at < bytes.Length; at += 3) bytes[at] = level;
        return bytes;
    }
}

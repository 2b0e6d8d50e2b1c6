using System.Buffers.Binary;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>
/// A dataset whose bytes are the same everywhere: images of several sizes, drawn with integer arithmetic and written as 24-bit BMP, and one
/// file that is not an image. The committed JPEG covers the decoder for photos.
/// </summary>
internal static class DrawnImages
{
    private const int PerClass = 10;
    private const int Validation = 2;
    private const int Blends = 7;

    /// <summary>The classes. One name is not ASCII.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["checks", "ruï", "waves"];

    /// <summary>Writes the images below a folder.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="photo">Full path of a JPEG to add to the last class.</param>
    /// <returns>The manifest. The last two images and the blends of each class are for validation.</returns>
    public static Manifest Write(string root, string photo)
    {
        var entries = new List<ManifestEntry>();
        for (var label = 0; label < Labels.Count; label++)
        {
            Directory.CreateDirectory(Path.Combine(root, Labels[label]));
            var drawn = label;
            for (var i = 0; i < PerClass; i++)
            {
                var number = i;
                // Wide and tall, smaller and larger than the input of the network, with odd and even sizes.
                int width = 40 + (37 * number % 140), height = 34 + (53 * number % 150);
                entries.Add(Add(label, $"{number}.bmp", Bitmap(width, height, (x, y) => Color(drawn, number, x, y)), number >= PerClass - Validation));
            }

            for (var i = 1; i <= Blends; i++)
            {
                var share = i;
                entries.Add(Add(label, $"blend{i}.bmp", Bitmap(32, 32, (x, y) => Blend(drawn, share, x, y)), validates: true));
            }
        }

        entries.Add(Add(Labels.Count - 1, "photo.jpg", File.ReadAllBytes(photo), validates: false));
        entries.Add(Add(0, "broken.jpg", "This is no image."u8.ToArray(), validates: false));
        return new Manifest(root, entries);

        ManifestEntry Add(int label, string name, byte[] bytes, bool validates)
        {
            var path = Path.Combine(root, Labels[label], name);
            File.WriteAllBytes(path, bytes);
            var subset = validates ? Subset.Validation : Subset.Train;
            return new ManifestEntry(Labels[label], $"{Labels[label]}/{name}", Hashing.OfFile(path), bytes.Length, subset);
        }
    }

    private static byte[] Bitmap(int width, int height, Func<int, int, (int Red, int Green, int Blue)> color)
    {
        const int Header = 54;
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[Header + (stride * height)];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        Put(2, file.Length);
        Put(10, Header);
        Put(14, 40);
        Put(18, width);
        Put(22, height);
        Put(26, 1 | (24 << 16));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (red, green, blue) = color(x, y);
                var at = Header + (y * stride) + (x * 3);
                file[at] = (byte)blue;
                file[at + 1] = (byte)green;
                file[at + 2] = (byte)red;
            }
        }

        return file;

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    private static (int Red, int Green, int Blue) Blend(int label, int share, int x, int y)
    {
        var (own, other) = (Color(label, 1, x, y), Color((label + 1) % Labels.Count, 1, x, y));
        return (Mix(own.Red, other.Red), Mix(own.Green, other.Green), Mix(own.Blue, other.Blue));

        int Mix(int a, int b) => ((a * (Blends + 1 - share)) + (b * share)) / (Blends + 1);
    }

    // Classes that differ in pattern and hue and share a little of both.
    private static (int Red, int Green, int Blue) Color(int label, int number, int x, int y) => label switch
    {
        0 => (((x / (5 + number)) + (y / 6)) % 2 == 0 ? 220 - (9 * number) : 40, (x * 2) & 127, (y + (11 * number)) & 127),
        1 => (((x * x) + (y * y)) / (40 + number) & 127, 200 - ((x + y) & 63), (x ^ y) & 127),
        _ => ((y * 3) & 127, (x + (7 * number)) & 127, 130 + (((x + (2 * y)) / 3 * 8) & 124)),
    };
}

using System.IO.Compression;

namespace FlowerModel.Runtime.Images;

/// <summary>Checks whether a PNG without an end chunk contains all rows.</summary>
internal static class PngImageData
{
    // Clause 8: where each pass of Adam7 starts, and its steps.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Returns true if the compressed data contains every row.</summary>
    /// <param name="png">The whole file.</param>
    /// <param name="header">Its header, with a valid width and height.</param>
    public static bool IsComplete(byte[] png, PngHeader header)
    {
        using var compressed = new MemoryStream();
        foreach (var (at, length) in header.Data) compressed.Write(png, at, length);
        compressed.Position = 0;
        using var rows = new ZLibStream(compressed, CompressionMode.Decompress);
        var chunk = new byte[81920];
        var missing = RowBytes(header);
        try
        {
            while (missing > 0 && rows.Read(chunk) is > 0 and var read) missing -= read;
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return missing <= 0;
    }

    private static long RowBytes(PngHeader header)
    {
        if (!header.IsInterlaced) return RowBytes(header, header.Width, header.Height);
        var sum = 0L;
        foreach (var pass in Passes)
            sum += RowBytes(header, (header.Width - pass.X + pass.StepX - 1) / pass.StepX, (header.Height - pass.Y + pass.StepY - 1) / pass.StepY);
        return sum;
    }

    // Each row begins with the number of its filter.
    private static long RowBytes(PngHeader header, int width, int height)
    {
        var samples = header.ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return width <= 0 || height <= 0 ? 0 : height * (1 + ((((long)width * samples * header.Depth) + 7) / 8));
    }
}

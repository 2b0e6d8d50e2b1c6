using System.Numerics;

namespace FlowerModel.Distiller.Procedural;

/// <summary>Which part of each pixel a polygon covers (even-odd rule), measured on four lines per pixel row, exactly in horizontal direction.</summary>
internal sealed class PolygonCoverage
{
    private const int Lines = 4;
    private readonly float[] values;
    private readonly int width;

    /// <summary>Measures the coverage.</summary>
    /// <param name="polygon">The corners in pixels; they may be outside the canvas.</param>
    /// <param name="size">Width and height of the canvas.</param>
    public PolygonCoverage(ReadOnlySpan<Vector2> polygon, int size)
    {
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var corner in polygon) (low, high) = (Vector2.Min(low, corner), Vector2.Max(high, corner));
        (Left, Top) = (Math.Clamp((int)MathF.Floor(low.X), 0, size), Math.Clamp((int)MathF.Floor(low.Y), 0, size));
        (Right, Bottom) = (Math.Clamp((int)MathF.Ceiling(high.X), Left, size), Math.Clamp((int)MathF.Ceiling(high.Y), Top, size));
        width = Right - Left;
        values = new float[width * (Bottom - Top)];
        var crossings = new float[polygon.Length];
        for (var line = Top * Lines; line < Bottom * Lines; line++) Add(polygon, line, crossings);
    }

    /// <summary>First column with coverage.</summary>
    public int Left { get; }

    /// <summary>First row with coverage.</summary>
    public int Top { get; }

    /// <summary>Column after the last with coverage.</summary>
    public int Right { get; }

    /// <summary>Row after the last with coverage.</summary>
    public int Bottom { get; }

    /// <summary>Covered part of a pixel, 0 to 1.</summary>
    public float this[int x, int y] => x < Left || x >= Right || y < Top || y >= Bottom ? 0 : values[((y - Top) * width) + x - Left];

    private void Add(ReadOnlySpan<Vector2> polygon, int line, float[] crossings)
    {
        var y = (line + 0.5f) / Lines;
        var count = 0;
        var from = polygon[^1];
        foreach (var to in polygon)
        {
            if (from.Y <= y != to.Y <= y) crossings[count++] = from.X + ((y - from.Y) / (to.Y - from.Y) * (to.X - from.X));
            from = to;
        }

        Array.Sort(crossings, 0, count);
        var row = values.AsSpan(((line / Lines) - Top) * width, width);
        for (var i = 0; i + 1 < count; i += 2) AddSpan(row, crossings[i] - Left, crossings[i + 1] - Left);
    }

    private void AddSpan(Span<float> row, float from, float to)
    {
        (from, to) = (Math.Clamp(from, 0, width), Math.Clamp(to, 0, width));
        for (var x = (int)from; x < to; x++) row[x] += (Math.Min(to, x + 1) - Math.Max(from, x)) / Lines;
    }
}

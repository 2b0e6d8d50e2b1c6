namespace FlowerDrawings.Geometry;

/// <summary>The outlines of petals and leaves.</summary>
internal static class Outline
{
    /// <summary>
    /// Returns the relative half width at <paramref name="u"/> in [0, 1] from base to tip: it rises to 1 at <paramref name="fullest"/> and
    /// falls to 0 at the tip. A <paramref name="sharpness"/> below 1 gives a blunt tip, above 1 a pointed one.
    /// </summary>
    public static float Width(float u, float fullest, float sharpness)
    {
        var toTip = u > fullest;
        var x = toTip ? (1 - u) / (1 - fullest) : u / fullest;
        var width = MathF.Pow(MathF.Max(MathF.Sin(MathF.PI / 2 * x), 0), toTip ? sharpness : 0.6f);
        return toTip ? width : MathF.Max(width, 0.3f); // the base of a petal is not a point
    }
}

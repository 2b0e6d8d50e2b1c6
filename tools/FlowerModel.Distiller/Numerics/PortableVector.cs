using System.Numerics;

namespace FlowerModel.Distiller.Numerics;

/// <summary>
/// Operations of vectors with the same bits on every processor. Those of .NET with these names multiply and add in one step where the processor can, which
/// rounds once instead of twice.
/// </summary>
internal static class PortableVector
{
    /// <summary>Returns a value between two: <paramref name="from"/> for 0, <paramref name="to"/> for 1.</summary>
    public static Vector3 Lerp(Vector3 from, Vector3 to, float share) => (from * (1 - share)) + (to * share);

    /// <inheritdoc cref="Lerp(Vector3, Vector3, float)"/>
    public static Vector4 Lerp(Vector4 from, Vector4 to, float share) => (from * (1 - share)) + (to * share);

    /// <summary>Applies an affine map to a point.</summary>
    public static Vector2 Transform(Vector2 point, Matrix3x2 map) => new(
        (point.X * map.M11) + (point.Y * map.M21) + map.M31, (point.X * map.M12) + (point.Y * map.M22) + map.M32);
}

using System.Numerics;

namespace FlowerDrawings.Scene;

/// <summary>Where one flower stands and how it is seen. Lengths are hundredths of the image's side, angles radians.</summary>
/// <param name="X">Middle of the flower, from the left.</param>
/// <param name="Y">Middle of the flower, from the top.</param>
/// <param name="Radius">Radius of the flower.</param>
/// <param name="Tilt">Angle between its axis and the line of sight.</param>
/// <param name="Spin">Turn around its own axis.</param>
/// <param name="Lean">Turn in the image's plane.</param>
/// <param name="Seed">Seed of everything that makes this flower differ from its neighbors.</param>
internal readonly record struct Placement(float X, float Y, float Radius, float Tilt, float Spin, float Lean, ulong Seed)
{
    /// <summary>From the flower's space to the image's.</summary>
    public Matrix4x4 View =>
        Matrix4x4.CreateRotationZ(Spin) * Matrix4x4.CreateRotationX(Tilt) * Matrix4x4.CreateRotationZ(Lean)
        * Matrix4x4.CreateScale(Radius) * Matrix4x4.CreateTranslation(X, Y, 0);
}

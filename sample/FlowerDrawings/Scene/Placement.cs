using System.Numerics;

namespace FlowerDrawings.Scene;

/// <summary>The position and orientation of one flower. Lengths are in hundredths of the image's width, angles in radians.</summary>
/// <param name="X">The center of the flower, from the left.</param>
/// <param name="Y">The center of the flower, from the top.</param>
/// <param name="Radius">The radius of the flower.</param>
/// <param name="Tilt">The angle between its axis and the line of sight.</param>
/// <param name="Spin">The rotation around its own axis.</param>
/// <param name="Lean">The rotation in the image plane.</param>
/// <param name="Seed">The seed of everything that distinguishes this flower from its neighbors.</param>
internal readonly record struct Placement(float X, float Y, float Radius, float Tilt, float Spin, float Lean, ulong Seed)
{
    /// <summary>The transformation from the flower's coordinates to the image's.</summary>
    public Matrix4x4 View =>
        Matrix4x4.CreateRotationZ(Spin) * Matrix4x4.CreateRotationX(Tilt) * Matrix4x4.CreateRotationZ(Lean)
        * Matrix4x4.CreateScale(Radius) * Matrix4x4.CreateTranslation(X, Y, 0);
}

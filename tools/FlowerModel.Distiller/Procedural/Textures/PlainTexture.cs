using System.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>One color.</summary>
internal sealed class PlainTexture(Vector3 color) : Texture
{
    /// <inheritdoc/>
    public override Vector3 At(float x, float y) => color;
}

using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>Helianthus: a broad disc of seeds in spirals, dark or greenish, with two rows of pointed yellow rays.</summary>
internal sealed class Sunflower : Species
{
    public override string ClassName => "sunflowers";

    public override LeafShape Leaves => LeafShape.Heart;

    public override bool LeafyStem => true;

    public override float StemWidth => 0.14f;

    public override Bloom Choose(Dice dice)
    {
        var yellow = dice.Unit() switch
        {
            < 0.75f => dice.Vary(Color.Hex(0xF6BE18), 0.05f),
            < 0.9f => dice.Vary(Color.Hex(0xF3DB6A), 0.05f),
            _ => dice.Vary(Color.Hex(0xC9651C), 0.06f),
        };
        var center = dice.Pick(Color.Hex(0x3A2415), Color.Hex(0x4B2E18), Color.Hex(0x6F6A24), Color.Hex(0x7A4E1C));
        return new Bloom(Vector3.Lerp(yellow, Color.Hex(0xD98A12), 0.5f), yellow, dice.Vary(center, 0.03f));
    }

    public override void Grow(Mesh mesh, Dice dice, Bloom bloom)
    {
        var radius = dice.Between(0.38f, 0.54f);
        var rays = dice.Whole(15, 22);
        var elevation = dice.Between(-0.1f, 0.45f);
        for (var row = 0; row < 2; row++)
        {
            for (var i = 0; i < rays; i++)
            {
                if (dice.Chance(0.03f)) continue;
                var azimuth = MathF.Tau * (i + 0.5f * row) / rays + dice.Between(-0.1f, 0.1f);
                var shade = dice.Between(0.9f, 1.06f) * (row == 0 ? 0.84f : 1);
                new RayPetal(
                        azimuth, radius * 0.9f, 0.03f * row, (1 - radius * 0.9f) * dice.Between(0.85f, 1.08f),
                        dice.Between(1.9f, 2.7f) / rays, elevation + 0.12f * row + dice.Between(-0.2f, 0.2f),
                        dice.Between(-0.7f, 0.4f), 0.42f, 1.05f, dice.Between(-0.1f, 0.4f))
                    .AddTo(mesh, (u, v) => Ray(bloom, u, v) * shade, 7, 4);
            }
        }

        var ring = Vector3.Lerp(bloom.Center, Color.Hex(0xB07A1E), 0.45f);
        var heart = Vector3.Lerp(bloom.Center, Color.Hex(0x8A9A48), dice.Chance(0.4f) ? 0.6f : 0.1f);
        new Disc(radius, 0.06f, dice.Between(0, 0.16f)).AddTo(mesh, dice, 420, r => r switch
        {
            < 0.4f => Vector3.Lerp(heart, bloom.Center, r / 0.4f),
            < 0.72f => bloom.Center,
            _ => Vector3.Lerp(bloom.Center, ring, (r - 0.72f) / 0.28f),
        });
        GrowCalyx(mesh, dice, 20, radius, 0.42f, -0.04f, 0, 0.3f);
    }

    private static Vector3 Ray(Bloom bloom, float u, float v)
    {
        var vein = MathF.Abs(v) is > 0.2f and < 0.6f ? 0.93f : 1;
        return Vector3.Lerp(bloom.Base, bloom.Tip, MathF.Sqrt(u)) * (0.8f + 0.2f * u) * vein;
    }
}

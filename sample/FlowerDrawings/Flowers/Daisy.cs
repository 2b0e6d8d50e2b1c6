using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>Bellis perennis and its larger relatives: one or two rows of thin white rays around a yellow disc.</summary>
internal sealed class Daisy : Species
{
    public override string ClassName => "daisy";

    public override LeafShape Leaves => LeafShape.Spoon;

    public override float StemWidth => 0.1f;

    public override Bloom Choose(Dice dice)
    {
        var white = dice.Vary(Color.Hex(0xF4F3EE), 0.03f);
        var tip = dice.Unit() switch
        {
            < 0.68f => white,
            < 0.86f => Vector3.Lerp(white, Color.Hex(0xE58CB4), dice.Between(0.4f, 0.9f)),
            _ => Color.Hex(0xDFA3C8),
        };
        return new Bloom(tip == white || dice.Chance(0.7f) ? white : tip, tip, dice.Vary(Color.Hex(0xF2BE22), 0.06f));
    }

    public override void Grow(Mesh mesh, Dice dice, Bloom bloom)
    {
        var disc = dice.Between(0.2f, 0.32f);
        var rays = dice.Whole(17, 34);
        var elevation = dice.Between(-0.25f, 0.5f);
        var curl = dice.Between(-0.6f, 0.3f);
        var width = dice.Between(1.9f, 2.8f) / rays;
        var missing = dice.Chance(0.2f) ? 0.12f : 0.02f;
        for (var i = 0; i < rays; i++)
        {
            if (dice.Chance(missing)) continue;
            var azimuth = MathF.Tau * i / rays + dice.Between(-0.06f, 0.06f);
            var shade = dice.Between(0.92f, 1.04f);
            new RayPetal(
                    azimuth, disc * 0.7f, 0.02f * (i % 2), (1 - disc * 0.7f) * dice.Between(0.88f, 1.02f), width,
                    elevation + dice.Between(-0.12f, 0.12f), curl + dice.Between(-0.2f, 0.2f), 0.72f, 0.45f, dice.Between(-0.25f, 0.3f))
                .AddTo(mesh, (u, v) => Vector3.Lerp(bloom.Base, bloom.Tip, u * u) * shade * (0.8f + 0.2f * u) * (1 - 0.13f * v * v), 7, 4);
        }

        new Disc(disc, 0.05f, dice.Between(0.06f, 0.18f)).AddTo(
            mesh, dice, 130, r => Vector3.Lerp(bloom.Center * 0.86f, bloom.Center, r * r) * (r > 0.9f ? 0.9f : 1));
        GrowCalyx(mesh, dice, 12, disc * 0.9f, 0.3f, -0.08f, elevation - 0.25f, curl);
    }
}

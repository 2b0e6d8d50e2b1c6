using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>Tulipa: a cup of three outer and three inner petals with six stamens inside, on a bare stem; broad, blade-like leaves.</summary>
internal sealed class Tulip : Species
{
    public override string ClassName => "tulips";

    public override LeafShape Leaves => LeafShape.Blade;

    public override float StemWidth => 0.16f;

    /// <summary>Tulips are mostly seen from the side, sometimes from above, into the cup.</summary>
    public override float ChooseTilt(Dice dice) => dice.Unit() switch
    {
        < 0.14f => dice.Between(0.05f, 0.5f),
        < 0.45f => dice.Between(0.7f, 1.15f),
        _ => dice.Between(1.15f, 1.6f),
    };

    public override Bloom Choose(Dice dice)
    {
        var color = dice.Unit() switch
        {
            < 0.28f => Color.Hex(0xCF1B25),
            < 0.5f => Color.Hex(0xF4CB25),
            < 0.67f => Color.Hex(0xF2EFE6),
            < 0.84f => Color.Hex(0x7C2C88),
            _ => Color.Hex(0xEE85A4),
        };
        var tip = dice.Vary(color, 0.05f);
        var edged = dice.Chance(0.25f) ? Vector3.Lerp(tip, dice.Pick(Color.Hex(0xF7E36A), Vector3.One), 0.65f) : tip;
        return new Bloom(
            Vector3.Lerp(tip, dice.Pick(tip, tip, Color.Hex(0xD8D878)), 0.6f),
            edged,
            dice.Pick(Color.Hex(0x2A2030), Color.Hex(0xE6C840)));
    }

    public override void Grow(Mesh mesh, Dice dice, Bloom bloom)
    {
        var openness = dice.Chance(0.25f) ? dice.Between(0.5f, 0.8f) : dice.Between(0, 0.4f);
        var belly = dice.Between(0.5f, 0.62f);
        var height = dice.Between(1.25f, 1.6f) - 0.35f * openness;
        var pointed = dice.Between(0.45f, 0.95f);
        for (var row = 0; row < 2; row++)
        {
            for (var i = 0; i < 3; i++)
            {
                var shade = dice.Between(0.93f, 1.04f) * (row == 0 ? 0.9f : 1);
                new CupPetal(
                        MathF.Tau * (i + 0.5f * row) / 3 + dice.Between(-0.12f, 0.12f), dice.Between(0.78f, 0.95f),
                        belly * (0.9f + 0.1f * row), belly * (0.55f + 0.9f * openness) * (0.85f + 0.15f * row) * dice.Between(0.9f, 1.1f),
                        -0.6f, height * dice.Between(0.95f, 1.04f), openness * 0.12f, 0.45f, pointed, 0)
                    .AddTo(mesh, (u, v) => Petal(bloom, u, v) * shade, 12, 10);
            }
        }

        GrowStamens(mesh, bloom);
    }

    private static Vector3 Petal(Bloom bloom, float u, float v)
    {
        var color = Vector3.Lerp(bloom.Base, bloom.Tip, Math.Clamp(MathF.Max(u * u, v * v * 0.9f), 0, 1));
        var vein = 1 - 0.06f * MathF.Abs(MathF.Sin(9 * v)) - (MathF.Abs(v) < 0.06f ? 0.06f : 0);
        return color * (0.76f + 0.28f * u) * vein * (MathF.Abs(v) > 0.9f ? 0.86f : 1);
    }

    private static void GrowStamens(Mesh mesh, Bloom bloom)
    {
        for (var i = 0; i < 6; i++)
        {
            var (sin, cos) = MathF.SinCos(MathF.Tau * i / 6);
            var foot = new Vector3(cos * 0.05f, sin * 0.05f, -0.32f);
            mesh.AddThread(foot, new Vector3(cos * 0.2f, sin * 0.2f, -0.15f), 0.05f, bloom.Center, 1);
            var anther = new Vector3(cos * 0.19f, sin * 0.19f, -0.2f);
            mesh.AddThread(anther, new Vector3(cos * 0.22f, sin * 0.22f, 0), 0.09f, bloom.Center * 0.7f, 1);
        }

        mesh.AddThread(new Vector3(0, 0, -0.32f), new Vector3(0, 0, -0.05f), 0.12f, Color.Hex(0xB8C060), 1);
    }
}

using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>Taraxacum: a dense head of yellow rays without a disc, or a gray globe of seeds; toothed leaves.</summary>
internal sealed class Dandelion : Species
{
    public override string ClassName => "dandelion";

    public override LeafShape Leaves => LeafShape.Toothed;

    public override float StemWidth => 0.13f;

    public override Bloom Choose(Dice dice)
    {
        if (dice.Chance(0.4f))
        {
            var gray = dice.Vary(Color.Hex(0xE6E4DC), 0.05f);
            return new Bloom(gray * 0.8f, gray, dice.Vary(Color.Hex(0x6E5A42), 0.05f), InSeed: true);
        }

        var yellow = dice.Vary(Color.Hex(0xF8D21C), 0.05f);
        return new Bloom(Vector3.Lerp(yellow, Color.Hex(0xE89A10), dice.Between(0.3f, 0.9f)), yellow, Color.Hex(0xE8A80E));
    }

    public override void Grow(Mesh mesh, Dice dice, Bloom bloom)
    {
        if (bloom.InSeed) GrowSeeds(mesh, dice, bloom); else GrowFlower(mesh, dice, bloom);
    }

    private static void GrowFlower(Mesh mesh, Dice dice, Bloom bloom)
    {
        var opened = dice.Between(-0.15f, 0.55f); // elevation of the outermost rays
        const int straps = 230;
        for (var i = 0; i < straps; i++)
        {
            var outer = MathF.Sqrt((i + 1f) / straps);
            var elevation = opened + (1.5f - opened) * MathF.Pow(1 - outer, 0.8f);
            var length = (0.38f + 0.58f * outer) * dice.Between(0.88f, 1.06f);
            var shade = dice.Between(0.86f, 1.06f) * (0.78f + 0.22f * outer);
            new RayPetal(
                    i * 2.3999632f + dice.Between(-0.1f, 0.1f), 0.16f * outer, 0, length, dice.Between(0.04f, 0.06f),
                    elevation + dice.Between(-0.1f, 0.1f), dice.Between(-0.5f, 0.05f), 0.85f, 0.25f, 0.3f)
                .AddTo(mesh, (u, _) => Vector3.Lerp(bloom.Base, bloom.Tip, MathF.Min(1.3f * u, 1)) * shade * (0.7f + 0.38f * u), 7, 1);
        }

        GrowCalyx(mesh, dice, 13, 0.24f, 0.45f, -0.02f, MathF.Max(opened, 0) + 0.1f, 0.2f);
        for (var i = 0; i < 9; i++)
        {
            // The outer bracts hang down.
            new RayPetal(i * 0.7f, 0.2f, -0.08f, 0.35f, 0.05f, -0.6f, -0.9f, 0.3f, 1, 0)
                .AddTo(mesh, (u, _) => Color.Hex(0x6B8F45) * (0.7f + 0.3f * u), 4, 1);
        }
    }

    private static void GrowSeeds(Mesh mesh, Dice dice, Bloom bloom)
    {
        const int seeds = 110;
        const float core = 0.17f;
        mesh.AddSurface(
            (u, v) => core * OnSphere(u * MathF.PI, MathF.PI * v), (_, _) => Vector3.Lerp(bloom.Center, Color.Hex(0xB9B08A), 0.5f), 8, 14);
        var blown = dice.Chance(0.35f) ? dice.Between(0.2f, 1.2f) : 2;
        var wind = OnSphere(dice.Between(0.3f, 1.5f), dice.Angle());
        for (var i = 0; i < seeds; i++)
        {
            var z = 1 - 1.85f * (i + 0.5f) / seeds; // no seeds in the lowest part, where the stem is
            var direction = OnSphere(MathF.Acos(z), i * 2.3999632f + dice.Between(-0.08f, 0.08f));
            if (Vector3.Dot(direction, wind) * 1.6f > blown) continue;
            var tip = direction * dice.Between(0.72f, 0.8f);
            mesh.AddThread(direction * core, direction * (core + 0.12f), 0.035f, bloom.Center, 1);
            mesh.AddThread(direction * core, tip, 0.013f, bloom.Base * 0.9f, 0.75f);
            var side = Vector3.Normalize(Vector3.Cross(direction, MathF.Abs(direction.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX));
            var other = Vector3.Cross(direction, side);
            const int hairs = 11;
            for (var h = 0; h < hairs; h++)
            {
                var (sin, cos) = MathF.SinCos(MathF.Tau * h / hairs + i);
                var end = tip + (side * cos + other * sin) * dice.Between(0.17f, 0.23f) + direction * dice.Between(0.08f, 0.2f);
                mesh.AddThread(tip, end, 0.014f, bloom.Tip, 0.62f);
            }
        }

        GrowCalyx(mesh, dice, 10, 0.13f, 0.3f, -0.1f, -0.7f, -0.9f);
    }

    private static Vector3 OnSphere(float polar, float azimuth)
    {
        var (sin, cos) = MathF.SinCos(azimuth);
        return new Vector3(cos * MathF.Sin(polar), sin * MathF.Sin(polar), MathF.Cos(polar));
    }
}

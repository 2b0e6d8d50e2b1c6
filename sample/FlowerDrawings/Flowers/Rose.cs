using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>Garden roses: broad petals with rolled lips that overlap in a spiral, tight in the middle and open outside.</summary>
internal sealed class Rose : Species
{
    public override string ClassName => "roses";

    public override LeafShape Leaves => LeafShape.Serrated;

    public override bool LeafyStem => true;

    public override float StemWidth => 0.12f;

    public override Bloom Choose(Dice dice)
    {
        var color = dice.Unit() switch
        {
            < 0.32f => Color.Hex(0xC4142C),
            < 0.58f => Color.Hex(0xEE8FA8),
            < 0.78f => Color.Hex(0xF3EDE2),
            < 0.94f => Color.Hex(0xF3CB4A),
            _ => Color.Hex(0xF09A6A),
        };
        var tip = dice.Vary(color, 0.05f);
        return new Bloom(Vector3.Lerp(tip, dice.Pick(Color.Hex(0xE8D060), color * 0.7f, color), 0.4f), tip, color * 0.8f);
    }

    public override void Grow(Mesh mesh, Dice dice, Bloom bloom)
    {
        var openness = dice.Unit(); // 0 = bud, 1 = full bloom
        var petals = 14 + (int)(14 * openness);
        var flare = 0.35f + 0.75f * openness;
        for (var i = 0; i < petals; i++)
        {
            var outer = i / (petals - 1f);
            var belly = 0.1f + 0.44f * MathF.Pow(outer, 0.75f) * (0.75f + 0.25f * openness);
            var mouth = belly * (0.72f + flare * outer * outer);
            var height = 0.95f - 0.42f * outer * openness + dice.Between(-0.04f, 0.04f);
            var shade = dice.Between(0.94f, 1.05f);
            var depth = 0.72f + 0.3f * outer;
            new CupPetal(
                    i * 2.3999632f + dice.Between(-0.25f, 0.25f), 1.25f - 0.5f * outer, belly, mouth, 0, height,
                    0.06f + 0.16f * outer * dice.Between(0.4f, 1.2f), 0.72f, 0.3f, 0.012f)
                .AddTo(mesh, (u, v) => Petal(bloom, u, v) * shade * depth, 9, 8);
        }

        GrowCalyx(mesh, dice, 5, 0.2f, 0.5f, 0, dice.Between(-0.5f, 0.5f), -0.6f);
    }

    /// <summary>Returns a dark color in the folds and a bright one at the lips, which catch the light.</summary>
    private static Vector3 Petal(Bloom bloom, float u, float v)
    {
        var fold = 0.55f + 0.5f * u * u;
        var rim = u > 0.9f || MathF.Abs(v) > 0.93f ? 1.13f : 1;
        return Vector3.Lerp(bloom.Base, bloom.Tip, u) * fold * rim;
    }
}

using System.Numerics;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Flowers;

/// <summary>One class of the data set: how its flower is built. The scene determines where it stands and from where it is seen.</summary>
internal abstract class Species
{
    /// <summary>The five classes of the TensorFlow flower photos, in their order.</summary>
    public static IReadOnlyList<Species> All { get; } = [new Daisy(), new Dandelion(), new Rose(), new Sunflower(), new Tulip()];

    /// <summary>The name of the class and of its folder.</summary>
    public abstract string ClassName { get; }

    /// <summary>The shape of the leaves around the flowers.</summary>
    public abstract LeafShape Leaves { get; }

    /// <summary>True if leaves grow along the stem, false if they form a rosette on the ground.</summary>
    public virtual bool LeafyStem => false;

    /// <summary>The thickness of the stem, as a fraction of the flower's radius.</summary>
    public abstract float StemWidth { get; }

    /// <summary>Chooses the colors and state of the flowers of one image.</summary>
    public abstract Bloom Choose(Dice dice);

    /// <summary>Chooses the angle between the flower's axis and the line of sight, in radians: 0 = seen from above, pi/2 = from the side.</summary>
    public virtual float ChooseTilt(Dice dice) => dice.Unit() switch
    {
        < 0.4f => dice.Between(0, 0.45f),
        < 0.78f => dice.Between(0.45f, 1.05f),
        _ => dice.Between(1.05f, 1.5f),
    };

    /// <summary>Builds one flower of radius 1 around the z axis.</summary>
    public abstract void Grow(Mesh mesh, Dice dice, Bloom bloom);

    /// <summary>Adds green sepals or bracts and the end of the stem under a flower.</summary>
    protected static void GrowCalyx(Mesh mesh, Dice dice, int bracts, float radius, float length, float bottom, float elevation, float curl)
    {
        var green = dice.Vary(Color.Hex(0x5C8A3A), 0.06f);
        mesh.AddSurface(
            (u, v) =>
            {
                var (sin, cos) = MathF.SinCos(MathF.PI * v);
                var r = radius * MathF.Sqrt(u);
                return new Vector3(cos * r, sin * r, bottom - radius * (1 - u));
            },
            (_, _) => green * 0.9f, 4, 14);
        for (var i = 0; i < bracts; i++)
        {
            var azimuth = MathF.Tau * i / bracts + dice.Between(-0.1f, 0.1f);
            var color = dice.Vary(green, 0.04f);
            new RayPetal(azimuth, radius * 0.8f, bottom, length, radius * 2.4f / bracts + 0.02f, elevation, curl, 0.3f, 1.1f, 0.2f)
                .AddTo(mesh, (u, _) => color * (0.8f + 0.3f * u), 4, 2);
        }
    }
}

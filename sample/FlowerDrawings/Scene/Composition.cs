using FlowerDrawings.Flowers;
using FlowerDrawings.Geometry;

namespace FlowerDrawings.Scene;

/// <summary>All decisions about one image that are made before anything is painted.</summary>
/// <param name="Backdrop">The background behind the flowers.</param>
/// <param name="Light">The light.</param>
/// <param name="Camera">The camera.</param>
/// <param name="Bloom">The properties that the flowers share.</param>
/// <param name="Flowers">The flowers, farthest first.</param>
/// <param name="LeavesBehind">The number of the plant's leaves behind the flowers.</param>
/// <param name="LeavesInFront">The number of leaves and blades in front of the flowers, which hide parts of them.</param>
/// <param name="Seed">The seed of backdrop, leaves and noise.</param>
internal sealed record Composition(
    BackdropKind Backdrop, Light Light, Camera Camera, Bloom Bloom, IReadOnlyList<Placement> Flowers,
    int LeavesBehind, int LeavesInFront, ulong Seed)
{
    /// <summary>Composes an image of <paramref name="species"/>.</summary>
    public static Composition Choose(Species species, Dice dice) => new(
        dice.Pick(Enum.GetValues<BackdropKind>()),
        Light.Choose(dice),
        Camera.Choose(dice),
        species.Choose(dice),
        ChooseFlowers(species, dice),
        dice.Whole(0, 7),
        dice.Chance(0.3f) ? dice.Whole(1, 3) : 0,
        dice.Next());

    private static List<Placement> ChooseFlowers(Species species, Dice dice)
    {
        var count = dice.Unit() switch { < 0.7f => 1, < 0.9f => dice.Whole(2, 3), _ => dice.Whole(4, 7) };
        var (small, large) = count switch { 1 => (24f, 46f), <= 3 => (14f, 26f), _ => (10f, 17f) };
        var flowers = new List<Placement>();
        for (var attempt = 0; attempt < 200 && flowers.Count < count; attempt++)
        {
            var radius = dice.Between(small, large);
            var margin = count == 1 ? 28 : 12; // a flower may lie partly outside the image
            var flower = new Placement(
                dice.Between(margin, 100 - margin), dice.Between(margin, 88 - margin / 2f), radius,
                species.ChooseTilt(dice), dice.Angle(), dice.Normal() * 0.3f, dice.Next());
            if (flowers.All(f => float.Hypot(f.X - flower.X, f.Y - flower.Y) > 0.75f * (f.Radius + radius))) flowers.Add(flower);
        }

        return [.. flowers.OrderBy(f => f.Radius)];
    }
}

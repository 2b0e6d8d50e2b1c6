using FlowerDrawings;
using FlowerDrawings.Flowers;
using FlowerDrawings.Geometry;
using FlowerModel.Testing;
using SkiaSharp;

namespace FlowerModel.Samples.Tests;

public sealed class FlowerDrawingsTests
{
    private static readonly string[] ClassNames = ["daisy", "dandelion", "roses", "sunflowers", "tulips"];

    private static DrawingSet Small(int seed) => new(Count: 1, seed, Size: 48);

    [Fact]
    public void The_same_seed_makes_the_same_choices_and_draws_the_same_pixels()
    {
        foreach (var species in Species.All)
        {
            var first = Small(7).Compose(species, 3);
            var second = Small(7).Compose(species, 3);
            Assert.Equal(first.Flowers, second.Flowers);
            Assert.Equal(first, second with { Flowers = first.Flowers });
            using var one = Small(7).Draw(species, 3);
            using var other = Small(7).Draw(species, 3);
            Assert.Equal(one.Pixels, other.Pixels);
        }
    }

    [Fact]
    public void Another_seed_or_number_draws_another_image()
    {
        foreach (var species in Species.All)
        {
            using var one = Small(7).Draw(species, 3);
            using var otherSeed = Small(8).Draw(species, 3);
            using var otherNumber = Small(7).Draw(species, 4);
            Assert.NotEqual(one.Pixels, otherSeed.Pixels);
            Assert.NotEqual(one.Pixels, otherNumber.Pixels);
        }
    }

    [Fact]
    public void Random_numbers_are_SplitMix64()
    {
        // Published reference values of the algorithm for seed 1234567.
        var dice = new Dice(1234567);
        Assert.Equal(6457827717110365317UL, dice.Next());
        Assert.Equal(3203168211198807973UL, dice.Next());
        Assert.Equal(9817491932198370423UL, dice.Next());
    }

    [Fact]
    public void A_set_has_one_folder_per_class()
    {
        using var folder = new TemporaryFolder();
        var bytes = new DrawingSet(Count: 2, Seed: 1, Size: 32).Write(folder.FullName);
        Assert.Equal(ClassNames, Directory.GetDirectories(folder.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var files = Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories);
        Assert.Equal(10, files.Length);
        Assert.Equal(bytes, files.Sum(file => new FileInfo(file).Length));
    }

    [Fact]
    public void An_image_does_not_depend_on_the_number_of_other_images()
    {
        using var folder = new TemporaryFolder();
        new DrawingSet(Count: 1, Seed: 5, Size: 32).Write(folder["few"]);
        new DrawingSet(Count: 3, Seed: 5, Size: 32).Write(folder["many"]);
        foreach (var name in ClassNames)
            Assert.Equal(File.ReadAllBytes(folder["few", name, "001.jpg"]), File.ReadAllBytes(folder["many", name, "001.jpg"]));
    }

    [Fact]
    public void Classes_share_colors_so_color_alone_does_not_determine_the_class()
    {
        // Petal colors of 200 images per class, on a grid of 4 values per channel.
        var colors = Species.All.ToDictionary(
            species => species.ClassName,
            species => Enumerable.Range(1, 200).Select(number => Small(1).Compose(species, number).Bloom.Tip)
                .Select(c => ((int)(c.X * 3.99f), (int)(c.Y * 3.99f), (int)(c.Z * 3.99f))).ToHashSet());
        Assert.True(colors["dandelion"].Overlaps(colors["sunflowers"]), "yellow");
        Assert.True(colors["roses"].Overlaps(colors["tulips"]), "red");
        Assert.True(colors["daisy"].Overlaps(colors["roses"]), "white");
        Assert.True(colors["sunflowers"].Overlaps(colors["tulips"]), "yellow");
    }
}

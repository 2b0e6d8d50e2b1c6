using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Advice;

namespace FlowerModel.Trainer.Tests.Advice;

/// <summary>Advice about the number of images per class and about images that look alike.</summary>
public sealed class DataAdviceTests
{
    [Theory]
    [InlineData(200, 20, "")]
    [InlineData(201, 20, Codes.UnbalancedClasses)]
    [InlineData(40, 19, Codes.FewImages)]
    [InlineData(200, 19, Codes.UnbalancedClasses + " " + Codes.FewImages)]
    public void Unbalanced_and_small_classes_are_named(int daisies, int roses, string codes)
    {
        var hints = DataAdvice.OfClasses([.. Class("daisy", daisies), .. Class("roses", roses)]).ToArray();
        Assert.Equal(codes, string.Join(' ', hints.Select(hint => hint.Code)));
        Assert.All(hints, hint => Assert.Contains("'roses'", hint.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_first_small_classes_are_listed()
    {
        var hint = Assert.Single(DataAdvice.OfClasses([.. Enumerable.Range(0, 8).SelectMany(number => Class($"class {number}", 3 + number / 4))]));
        Assert.StartsWith("'class 0' (3), 'class 1' (3), 'class 2' (3), 'class 3' (3), 'class 4' (4) and 3 more: a class needs at least 20 images", hint.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "The validation accuracy of 100 % may only show that the model remembers them.")]
    [InlineData(0.9, "The validation accuracy may be too high.")]
    public void Images_that_look_alike_on_both_sides_are_named(double accuracy, string words)
    {
        ManifestEntry[] together = [Image("a.jpg", Subset.Train), Image("b.jpg", Subset.Train)];
        ManifestEntry[] divided = [Image("c.jpg", Subset.Train), Image("d.jpg", Subset.Validation)];
        Assert.Empty(DataAdvice.OfSplit([together], accuracy));
        var hint = Assert.Single(DataAdvice.OfSplit([together, divided], accuracy));
        Assert.Equal(Codes.LeakingSplit, hint.Code);
        Assert.Contains("c.jpg and d.jpg. " + words, hint.Text, StringComparison.Ordinal);
    }

    private static IEnumerable<ManifestEntry> Class(string label, int count) =>
        Enumerable.Range(0, count).Select(number => new ManifestEntry(label, $"{label}/{number}.jpg", $"{label} {number}", 1, Subset.Train));

    private static ManifestEntry Image(string path, Subset subset) => new("daisy", path, path, 1, subset);
}

using FlowerModel.Networks;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Testing.Browser;
using FlowerModel.Trainer.Messaging;
using FlowerModel.Trainer.Tests.Messaging;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

/// <summary>Advice about images that are much smaller than the network's input of 96 pixels.</summary>
public sealed class SmallImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(48, 48, 48, true)]
    [InlineData(48, 48, 49, true)]
    [InlineData(48, 49, 49, false)]
    public void Images_of_half_the_input_are_small_and_advice_needs_a_majority_of_them(int first, int second, int third, bool isAdvised)
    {
        using var messages = new StringWriter();
        using var output = new TrainerOutput(messages);
        VerbList.Get("features").Run(Request([first, second, third]), output, TestContext.Current.CancellationToken);
        var advice = WrittenMessages.In(messages.ToString()).SingleOrDefault(message => message.Code == Codes.SmallImages);
        Assert.Equal(isAdvised, advice is not null);
        if (advice is null) return;
        Assert.True(advice.Detail);
        Assert.Contains($"{(third == 48 ? 3 : 2)} of 3 new images are at most half as wide and high", advice.Text, StringComparison.Ordinal);
    }

    private TrainerRequest Request(int[] sizes)
    {
        var entries = sizes.Select((size, i) =>
        {
            byte[] pixels = [.. Enumerable.Range(0, size * size * 3).Select(sample => (byte)((sample * 7) + i))];
            var path = BitmapFile.Write(pixels, size, size, folder[$"{i}.bmp"]);
            return new ManifestEntry("daisy", Path.GetFileName(path), Hashing.OfFile(path), new FileInfo(path).Length, i == 0 ? Subset.Validation : Subset.Train);
        });
        var manifest = new Manifest(folder.FullName, entries);
        File.WriteAllText(folder["manifest.json"], manifest.ToJson());
        return new TrainerRequest
        {
            Model = "Flowers",
            Settings = TrainerRequest.SettingsOf(
                new FeatureSettings(new BaseSettings(NetworkCatalog.Default.Key, 0.35, 96, "random:3"), HeadKind.Linear, null, Views: 1, ViewSeed: null)),
            Manifest = folder["manifest.json"],
            OutputDirectory = Directory.CreateDirectory(folder["output"]).FullName,
            FeaturesDirectory = Directory.CreateDirectory(folder["features"]).FullName,
        };
    }
}

using FlowerModel.Networks;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Tests.Trainer;

public sealed class TrainerContractTests
{
    [Fact]
    public void A_message_is_one_line_and_round_trips()
    {
        var message = new TrainerMessage(
            Severity.Warning, "two\nlines, \"quotes\", é", Codes.UnreadableImage, "/photos/a b.jpg", Detail: true, Status: true);
        Assert.DoesNotContain('\n', message.ToLine());
        Assert.Equal(message, TrainerMessage.TryParse(message.ToLine()));
        Assert.Equal(
            new TrainerMessage(Severity.Message, "epoch 1"), TrainerMessage.TryParse("{\"severity\":\"message\",\"text\":\"epoch 1\"}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("INFO: hello")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{ this is no message }")]
    [InlineData("{\"severity\":\"loud\",\"text\":\"x\"}")]
    [InlineData("{\"severity\":\"error\",\"text\":null}")]
    [InlineData("[1]")]
    public void Library_output_is_not_a_message(string line) => Assert.Null(TrainerMessage.TryParse(line));

    [Fact]
    public void A_request_round_trips_with_its_settings()
    {
        var settings = new FeatureSettings(
            new BaseSettings(NetworkCatalog.Default.Key, 0.35, 96, "random:7"), HeadKind.Linear, "block_3_expand", 4, 7);
        var request =
            Request() with { Settings = TrainerRequest.SettingsOf(settings), Inputs = new Dictionary<string, string> { ["a"] = "/a" } };
        var back = TrainerRequest.FromJson(request.ToJson());
        Assert.Equal(settings, back.SettingsAs<FeatureSettings>());
        Assert.Equal(7, back.SettingsAs<FeatureSettings>().Base.RandomSeed);
        Assert.Equal(("Flowers", "/a", "/out"), (back.Model, back.Inputs["a"], back.OutputDirectory));
        Assert.Throws<InvalidDataException>(() => Request().SettingsAs<TrainSettings>());
    }

    [Fact]
    public void A_request_for_another_contract_version_is_rejected() => Assert.Contains(
        "different versions",
        Assert.Throws<InvalidDataException>(() => TrainerRequest.FromJson((Request() with { Format = 99 }).ToJson())).Message,
        StringComparison.Ordinal);

    private static TrainerRequest Request() => new()
    {
        Model = "Flowers",
        OutputDirectory = "/out",
        FeaturesDirectory = "/f",
        DatasetsDirectory = "/d",
    };
}

using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Messaging;

namespace FlowerModel.Trainer.Tests.Messaging;

public sealed class StatusLineTests
{
    [Theory]
    [InlineData(0, 100, 5, "features")]
    [InlineData(50, 100, 0, "features")]
    [InlineData(50, 100, 5, "features, 5 s left, 10 images/s")]
    [InlineData(1, 100, 4, "features, 6:36 min left, 0 images/s")]
    [InlineData(100, 100, 5, "features, 0 s left, 20 images/s")]
    [InlineData(2, 122, 1, "features, 1:00 min left, 2 images/s")]
    public void The_time_left_follows_from_the_rate_so_far(long done, long total, double seconds, string text) =>
        Assert.Equal(text, StatusLine.Format("features", done, total, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Reports_in_quick_succession_are_one_message()
    {
        using var writer = new StringWriter();
        using var output = new TrainerOutput(writer);
        var line = new StatusLine(output);
        for (var i = 1; i <= 100; i++) line.Report("features", i, 1000);
        var messages = writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => TrainerMessage.TryParse(text.Trim())!).ToArray();
        Assert.All(messages, message => Assert.True(message is { Status: true, Detail: false }));
        Assert.InRange(messages.Length, 1, 5);
    }
}

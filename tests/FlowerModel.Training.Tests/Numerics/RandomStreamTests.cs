using FlowerModel.Trainer.Network;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Tests.Numerics;

public sealed class RandomStreamTests
{
    [Fact]
    public void The_stream_is_the_trainers_stream()
    {
        var expected = new RandomStream(42);
        var actual = new RandomStream(42);

        for (var i = 0; i < 100; i++) Assert.Equal(expected.NextBits(), actual.NextBits());
        Assert.Equal(expected.Uniform(-1, 3), actual.Uniform(-1, 3));
        Assert.Equal(expected.Below(17), actual.Below(17));
        for (var i = 0; i < 100; i++) Assert.Equal(expected.Beta(0.2), actual.Beta(0.2), 1e-12);
        int[] first = [.. Enumerable.Range(0, 50)], second = [.. first];
        expected.Shuffle(first.AsSpan());
        actual.Shuffle(second.AsSpan());
        Assert.Equal(first, second);
    }

    [Fact]
    public void Places_have_streams_of_their_own() =>
        Assert.Equal(8, Enumerable.Range(0, 8).Select(i => RandomStream.For(1, i / 4, i / 2 % 2, i % 2).NextBits()).Distinct().Count());
}

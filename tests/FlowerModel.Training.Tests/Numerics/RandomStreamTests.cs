using FlowerModel.Trainer.Network;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Training.Tests.Numerics;

public sealed class RandomStreamTests
{
    [Fact]
    public void The_stream_is_SplitMix64()
    {
        var stream = new RandomStream(1234567);
        // The published test vector of the generator for this seed.
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, expected.Select(_ => stream.NextBits()));
    }

    [Fact]
    public void Places_have_streams_of_their_own() =>
        Assert.Equal(8, Enumerable.Range(0, 8).Select(i => RandomStream.For(1, i / 4, i / 2 % 2, i % 2).NextBits()).Distinct().Count());
}

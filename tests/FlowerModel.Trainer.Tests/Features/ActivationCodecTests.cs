using FlowerModel.Trainer.Features;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Trainer.Tests.Features;

public class ActivationCodecTests
{
    [Fact]
    public void Eight_bits_are_within_half_a_step_of_each_channel()
    {
        int[] shape = [7, 7, 5];
        var random = new RandomStream(3);
        var values = random.Uniform(7 * 7 * 5, -1, 1);
        for (var i = 0; i < values.Length; i++) values[i] *= i % 5 == 4 ? 0 : 1 << (i % 5); // ranges of their own; the last channel is constant

        var read = RoundTrip(values, shape);

        for (var channel = 0; channel < 5; channel++)
        {
            var own = Enumerable.Range(0, 49).Select(i => values[(i * 5) + channel]).ToArray();
            var step = (own.Max() - own.Min()) / 255;
            for (var i = 0; i < 49; i++) Assert.InRange(Math.Abs(read[(i * 5) + channel] - own[i]), 0, (step / 2) + 1e-6);
            Assert.Equal(own.Min(), read.Where((_, i) => i % 5 == channel).Min());
        }
    }

    [Fact]
    public void Eight_bits_take_a_quarter_of_the_space()
    {
        // Two numbers per channel, then a byte per value.
        Assert.Equal((96 * 8) + (14 * 14 * 96), ActivationCodec.Length(ActivationFormat.EightBit, [14, 14, 96]));
        Assert.Equal(4 * 14 * 14 * 96, ActivationCodec.Length(ActivationFormat.Float32, [14, 14, 96]));
    }

    [Fact]
    public void What_is_stored_in_eight_bits_is_apart_from_what_is_stored_in_full()
    {
        var key = new FeatureKey("base", "tap", new string('a', 64), 1, 2);
        Assert.NotEqual(key.RelativePath(), (key with { Format = ActivationFormat.EightBit }).RelativePath());
    }

    private static float[] RoundTrip(float[] values, int[] shape)
    {
        var bytes = new byte[ActivationCodec.Length(ActivationFormat.EightBit, shape)];
        ActivationCodec.Encode(ActivationFormat.EightBit, values, shape[^1], bytes);
        var read = new float[values.Length];
        ActivationCodec.Decode(ActivationFormat.EightBit, bytes, shape[^1], read);
        return read;
    }
}

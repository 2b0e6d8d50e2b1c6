using FlowerModel.Networks;

namespace FlowerModel.Conversion.Tests.Onnx;

/// <summary>Five classes of images that are drawn by code: ramps, stripes, disks, checkerboards and noise, in random colors and sizes.</summary>
internal static class DrawnImages
{
    internal const int Classes = 5;

    /// <summary>Returns images as a network's input, with alternating classes: image i is of class i % 5.</summary>
    internal static float[][] Of(SizedNetwork network, int count)
    {
        var (mean, deviation) = (network.Network.Input.Mean, network.Network.Input.StandardDeviation);
        return [.. Enumerable.Range(0, count).Select(i => Draw(network.ImageSize, i % Classes, new Random(100 + i), mean, deviation))];
    }

    private static float[] Draw(int size, int label, Random random, float mean, float deviation)
    {
        float[] one = [.. Color(random)], other = [.. Color(random)];
        var (period, x0, y0) = (random.Next(4, 16), random.Next(size), random.Next(size));
        var image = new float[size * size * 3];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var share = label switch
                {
                    0 => (float)(x + y) / (2 * size),
                    1 => x / period % 2,
                    2 => Math.Max(0, 1 - (MathF.Sqrt(((x - x0) * (x - x0)) + ((y - y0) * (y - y0))) / (3 * period))),
                    3 => ((x / period) + (y / period)) % 2,
                    _ => random.NextSingle(),
                };
                for (var c = 0; c < 3; c++)
                    image[(((y * size) + x) * 3) + c] = (MathF.Round((share * one[c]) + ((1 - share) * other[c])) - mean) / deviation;
            }
        }

        return image;
    }

    private static IEnumerable<float> Color(Random random) => Enumerable.Range(0, 3).Select(_ => (float)random.Next(256));
}

using System.Buffers;

namespace FlowerModel.Runtime.Images;

/// <summary>
/// For each output position along one axis, the source positions whose weighted mean it is, and their weights.
/// </summary>
/// <remarks>
/// Uses a triangle filter that is scaled by the reduction factor (and extends at least one source pixel in each direction), with
/// pixel centers at halves, and weights clipped at the image's edge and normalized to a sum of one. This is the rule of
/// <c>tf.image.resize(antialias=True)</c> and of Pillow's BILINEAR.
/// </remarks>
internal readonly ref struct ResampleAxis
{
    private readonly int[] starts;
    private readonly int[] counts;
    private readonly float[] weights;
    private readonly int taps;

    /// <param name="sourceSize">The number of source pixels along this axis.</param>
    /// <param name="origin">The start of the region to resample, in source pixels.</param>
    /// <param name="extent">The length of the region to resample, in source pixels.</param>
    /// <param name="targetSize">The number of output pixels along this axis.</param>
    public ResampleAxis(int sourceSize, double origin, double extent, int targetSize)
    {
        var scale = extent / targetSize;
        var support = Math.Max(scale, 1.0);
        taps = (int)Math.Ceiling(support) * 2 + 1;
        starts = ArrayPool<int>.Shared.Rent(targetSize);
        counts = ArrayPool<int>.Shared.Rent(targetSize);
        weights = ArrayPool<float>.Shared.Rent(checked(targetSize * taps));
        First = sourceSize;
        for (var i = 0; i < targetSize; i++)
        {
            var center = origin + ((i + 0.5) * scale);
            var start = Math.Clamp((int)Math.Floor(center - support + 0.5), 0, sourceSize - 1);
            var end = Math.Clamp((int)Math.Floor(center + support + 0.5), start + 1, sourceSize);
            end = Math.Min(end, start + taps);
            var sum = 0.0;
            for (var s = start; s < end; s++) sum += Triangle((s + 0.5 - center) / support);
            for (var s = start; s < end; s++)
            {
                // If the center lies exactly on the image's edge, the weight of its only source pixel can be zero.
                weights[(i * taps) + s - start] = sum > 0 ? (float)(Triangle((s + 0.5 - center) / support) / sum) : 1f / (end - start);
            }

            starts[i] = start;
            counts[i] = end - start;
            First = Math.Min(First, start);
            End = Math.Max(End, end);
        }
    }

    /// <summary>The first source position that any output position uses.</summary>
    public int First { get; }

    /// <summary>One past the last source position that any output position uses.</summary>
    public int End { get; }

    /// <summary>Returns the first source position of output position <paramref name="index"/>.</summary>
    public int Start(int index) => starts[index];

    /// <summary>Returns the weights of the source positions from <see cref="Start"/> on; they sum to one.</summary>
    public ReadOnlySpan<float> Weights(int index) => weights.AsSpan(index * taps, counts[index]);

    /// <summary>Returns the arrays to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<int>.Shared.Return(counts);
        ArrayPool<float>.Shared.Return(weights);
    }

    private static double Triangle(double distance) => Math.Max(0.0, 1.0 - Math.Abs(distance));
}

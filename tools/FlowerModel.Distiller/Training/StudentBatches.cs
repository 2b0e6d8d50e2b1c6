using FlowerModel.Conversion.Evaluation;
using FlowerModel.Distiller.Lessons;
using FlowerModel.Distiller.Settings;
using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// Fills batches of lessons and changes images and teacher features alike: mirroring, mixup. Everything random depends only on seed, epoch and
/// step, so a resumed training reads the same batches as an undisturbed one.
/// </summary>
/// <param name="lessons">The complete lessons.</param>
/// <param name="options">Mixup and seed.</param>
/// <param name="capacity">Views per batch at most.</param>
internal sealed class StudentBatches(LessonFile lessons, DistillationOptions options, int capacity)
{
    private const int OrderStream = 1;
    private const int MixupStream = 2;
    private readonly float[] images = new float[capacity * lessons.ImageLength]; // [batch, size, size, 3]
    private readonly float[] targets = new float[capacity * lessons.FeaturesLength]; // [batch, map and pooled features]
    private int count;

    /// <summary>The student's images of the current batch.</summary>
    public ReadOnlySpan<float> Images => images.AsSpan(0, count * lessons.ImageLength);

    /// <summary>The teacher's features of the current batch; see <see cref="DistillationLoss"/>.</summary>
    public ReadOnlySpan<float> Targets => targets.AsSpan(0, count * lessons.FeaturesLength);

    /// <summary>Returns the records of an epoch in a random order.</summary>
    /// <param name="records">The records.</param>
    /// <param name="epoch">Number of the epoch, from 1.</param>
    public int[] Order(IReadOnlyList<int> records, int epoch)
    {
        int[] order = [.. records];
        RandomStream.For(options.Seed, OrderStream, epoch).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Reads views without changing them.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellation">Stops between views.</param>
    public void Read(IReadOnlyList<int> records, CancellationToken cancellation)
    {
        count = records.Count;
        ImageLoop.Run(count, i => lessons.Read(records[i], Image(i), Target(i)), cancellation);
    }

    /// <summary>
    /// Reads a batch to train on. Its first half is mirrored: mirroring an image mirrors the teacher's map almost exactly, so the teacher need
    /// not be run on mirrored views.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="cancellation">Stops between views.</param>
    public void Fill(IReadOnlyList<int> records, int step, CancellationToken cancellation)
    {
        Read(records, cancellation);
        for (var i = 0; i < count / 2; i++)
        {
            Mirror(Image(i), lessons.Size, 3);
            Mirror(Target(i)[..^lessons.Channels], lessons.Grid, lessons.Channels);
        }

        if (options.Mixup <= 0) return;
        var share = (float)RandomStream.For(options.Seed, MixupStream, step).Beta(options.Mixup);
        for (int i = 0, other = count - 1; i < other; i++, other--)
        {
            Mix(Image(i), Image(other), share);
            Mix(Target(i), Target(other), share);
        }
    }

    /// <summary>Mirrors an image or a map left to right.</summary>
    /// <param name="values">[size, size, channels].</param>
    /// <param name="size">Height and width.</param>
    /// <param name="channels">Number of channels.</param>
    internal static void Mirror(Span<float> values, int size, int channels)
    {
        for (var row = 0; row < size; row++)
        {
            for (int left = row * size, right = left + size - 1; left < right; left++, right--)
            {
                for (var c = 0; c < channels; c++)
                {
                    ref var first = ref values[(left * channels) + c];
                    ref var second = ref values[(right * channels) + c];
                    (first, second) = (second, first);
                }
            }
        }
    }

    /// <summary>Blends two examples with each other.</summary>
    /// <param name="first">The first; receives its share of itself and the rest of the other.</param>
    /// <param name="second">The second; likewise.</param>
    /// <param name="share">Share that each keeps, 0 to 1.</param>
    internal static void Mix(Span<float> first, Span<float> second, float share)
    {
        var rest = 1 - share;
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i], second[i]);
            (first[i], second[i]) = ((a * share) + (b * rest), (b * share) + (a * rest));
        }
    }

    private Span<float> Image(int i) => images.AsSpan(i * lessons.ImageLength, lessons.ImageLength);

    private Span<float> Target(int i) => targets.AsSpan(i * lessons.FeaturesLength, lessons.FeaturesLength);
}

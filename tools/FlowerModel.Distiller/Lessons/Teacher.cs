using System.Buffers;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Conversion.Keras;
using FlowerModel.Distiller.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Distiller.Lessons;

/// <summary>Runs the teacher over every view once and stores its features. Each view runs on one thread, so its features depend only on the view.</summary>
internal sealed class Teacher
{
    /// <summary>Views that are stored at a time.</summary>
    public const int ChunkViews = 64;

    private readonly LessonFile lessons;
    private readonly IReadOnlyList<TeachingImage> images;
    private readonly DistillationOptions options;
    private readonly FrozenBase frozen;
    private readonly ImagePreprocessor teacherSize;
    private readonly ImagePreprocessor studentSize;

    private Teacher(LessonFile lessons, IReadOnlyList<TeachingImage> images, DistillationOptions options, KerasWeights weights)
    {
        (this.lessons, this.images, this.options) = (lessons, images, options);
        var network = options.Teacher.Network;
        frozen = new FrozenBase(options.Teacher, [Tap.Output(network), Tap.PooledOutput(network)], () => weights);
        teacherSize = new ImagePreprocessor(options.Teacher.ImageSize, options.Teacher.ImageSize);
        studentSize = new ImagePreprocessor(options.Student.ImageSize, options.Student.ImageSize);
    }

    /// <summary>Completes the lessons.</summary>
    /// <param name="lessons">The file to complete; records that it already has are kept.</param>
    /// <param name="images">The images, all readable.</param>
    /// <param name="options">Views, sizes, seed.</param>
    /// <param name="load">Loads the teacher's weights; called only if there is something to compute.</param>
    /// <param name="progress">Receives the number of completed views and of all views.</param>
    /// <param name="cancellation">Stops between two chunks of views; completed records are kept.</param>
    public static void Complete(
        LessonFile lessons, IReadOnlyList<TeachingImage> images, DistillationOptions options, Func<KerasWeights> load,
        Action<int, int> progress, CancellationToken cancellation)
    {
        var total = images.Count * options.Views;
        if (lessons.Count >= total) return;
        var teacher = new Teacher(lessons, images, options, load());
        var records = new byte[ChunkViews * lessons.RecordLength];
        while (lessons.Count < total)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = lessons.Count;
            var count = Math.Min(ChunkViews, total - start);
            teacher.Compute(start, count, records, cancellation);
            lessons.Append(records.AsSpan(0, count * lessons.RecordLength));
            progress(lessons.Count, total);
        }
    }

    private void Compute(int start, int count, byte[] records, CancellationToken cancellation)
    {
        // A photo is decoded once for its views in this chunk.
        var loaded = Enumerable.Range(start, count).Select(Source).Distinct()
            .ToDictionary(source => source, source => new Lazy<RgbImage>(() => images[source.Image].Load(source.View)));
        ImageLoop.Run(
            count,
            i =>
            {
                var (index, view) = Math.DivRem(start + i, options.Views);
                var drawn = TeachingView.Of(
                    loaded[Source(start + i)].Value, images[index].Sha256, view, options.Seed, part => images[(int)(part * images.Count)].Load(view));
                Compute(drawn, records.AsSpan(i * lessons.RecordLength, lessons.RecordLength));
            },
            cancellation);
    }

    private (int Image, int View) Source(int record)
    {
        var (image, view) = Math.DivRem(record, options.Views);
        return (image, images[image].IsSameInAllViews ? 0 : view);
    }

    private void Compute(TeachingView view, Span<byte> record)
    {
        var pool = ArrayPool<float>.Shared;
        float[] large = pool.Rent(teacherSize.Length), small = pool.Rent(studentSize.Length);
        float[] activations = pool.Rent(frozen.Length), features = pool.Rent(lessons.FeaturesLength);
        view.Draw(teacherSize, large.AsSpan(0, teacherSize.Length));
        view.Draw(studentSize, small.AsSpan(0, studentSize.Length));
        frozen.Run(large.AsSpan(0, teacherSize.Length), activations.AsSpan(0, frozen.Length));
        var mapLength = frozen.Length - lessons.Channels;
        var gridLength = lessons.FeaturesLength - lessons.Channels;
        GridAverage.Compute(activations.AsSpan(0, mapLength), options.Teacher.Output.Height, lessons.Grid, features.AsSpan(0, gridLength));
        activations.AsSpan(mapLength, lessons.Channels).CopyTo(features.AsSpan(gridLength));
        lessons.Encode(small, features, record);
        foreach (var buffer in new[] { large, small, activations, features }) pool.Return(buffer);
    }

}

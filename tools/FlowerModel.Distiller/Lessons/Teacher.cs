using FlowerModel.Distiller.Settings;
using FlowerModel.Runtime.Images;
using FlowerModel.TorchSharpPeer.Network;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Lessons;

/// <summary>Runs the teacher over every view once and stores its features; images are decoded in parallel with it.</summary>
internal static class Teacher
{
    private const int BatchSize = 16;

    /// <summary>Completes the lessons.</summary>
    /// <param name="lessons">The file to complete; records that it already has are kept.</param>
    /// <param name="images">The images, all readable.</param>
    /// <param name="options">Views, sizes, seed.</param>
    /// <param name="load">Loads the teacher; called only if there is something to compute.</param>
    /// <param name="progress">Receives the number of completed views and of all views.</param>
    /// <param name="cancellation">Stops between two batches; completed records are kept.</param>
    public static void Complete(
        LessonFile lessons, IReadOnlyList<ImageSource> images, DistillationOptions options, Func<TorchNetwork> load,
        Action<int, int> progress, CancellationToken cancellation)
    {
        var total = images.Count * options.Views;
        if (lessons.Count >= total) return;
        using var teacher = load();
        teacher.eval();
        teacher.FoldForInference(19);
        using var noGradient = no_grad();
        var painter = new Painter(images, options);
        for (var next = Task.Run(() => painter.Paint(lessons.Count)); lessons.Count < total;)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = next.GetAwaiter().GetResult();
            var start = lessons.Count + batch.Count;
            if (start < total) next = Task.Run(() => painter.Paint(start));
            using var scope = NewDisposeScope();
            var map = teacher.forward(batch.ForTeacher.MoveToOtherDisposeScope(scope).permute(0, 3, 1, 2));
            var grid = nn.functional.adaptive_avg_pool2d(map, [lessons.Grid, lessons.Grid]);
            lessons.Append(
                batch.ForStudent.MoveToOtherDisposeScope(scope),
                grid.permute(0, 2, 3, 1).contiguous().to(ScalarType.Float16),
                map.mean([2, 3]).to(ScalarType.Float16));
            progress(lessons.Count, total);
        }
    }

    private sealed record Batch(int Count, Tensor ForTeacher, Tensor ForStudent);

    /// <summary>Draws views in both sizes.</summary>
    private sealed class Painter(IReadOnlyList<ImageSource> images, DistillationOptions options)
    {
        private readonly ImagePreprocessor teacherSize = new(options.Teacher.ImageSize, options.Teacher.ImageSize);
        private readonly ImagePreprocessor studentSize = new(options.Student.ImageSize, options.Student.ImageSize);

        public Batch Paint(int start)
        {
            var count = Math.Min(BatchSize, (images.Count * options.Views) - start);
            var forTeacher = new float[count * teacherSize.Length];
            var forStudent = new byte[count * studentSize.Length];
            var decoded = Enumerable.Range(start, count).Select(record => record / options.Views).Distinct()
                .ToDictionary(index => index, index => new Lazy<RgbImage>(() => Decode(index)));
            Parallel.For(0, count, i =>
            {
                var (index, view) = Math.DivRem(start + i, options.Views);
                var drawn = TeachingView.Of(
                    decoded[index].Value, images[index].Sha256, view, options.Seed, part => Decode((int)(part * images.Count)));
                drawn.Draw(teacherSize, forTeacher.AsSpan(i * teacherSize.Length, teacherSize.Length));
                var small = new float[studentSize.Length];
                drawn.Draw(studentSize, small);
                var bytes = forStudent.AsSpan(i * small.Length, small.Length);
                for (var at = 0; at < small.Length; at++) bytes[at] = (byte)Math.Clamp((int)MathF.Round((small[at] + 1) * 127.5f), 0, 255);
            });
            long teacher = options.Teacher.ImageSize, student = options.Student.ImageSize;
            return new Batch(
                count,
                tensor(forTeacher, [count, teacher, teacher, 3]).DetachFromDisposeScope(),
                tensor(forStudent, [count, student, student, 3], ScalarType.Byte).DetachFromDisposeScope());
        }

        private RgbImage Decode(int index) => RgbImage.Load(File.ReadAllBytes(images[index].Path));
    }
}

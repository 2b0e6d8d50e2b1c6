using FlowerModel.Distiller.Lessons;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Training;

/// <summary>
/// The distance between the student's and the teacher's features: smooth L1 (Huber) over the feature map plus the cosine distance of the
/// pooled features. Both are standardized per channel with the teacher's mean and standard deviation, because a linear head depends on
/// differences between images and not on the level they share. If the teacher has a top, the divergence of the predictions is added.
/// </summary>
internal sealed class DistillationLoss : IDisposable
{
    private const double PooledWeight = 2;
    private readonly Tensor mapMean; // [1, channels, 1, 1]
    private readonly Tensor mapDeviation;
    private readonly Tensor pooledMean; // [channels]
    private readonly Tensor pooledDeviation;
    private readonly TeacherTop? top;

    private DistillationLoss(Tensor mapMean, Tensor mapDeviation, Tensor pooledMean, Tensor pooledDeviation, TeacherTop? top) =>
        (this.mapMean, this.mapDeviation, this.pooledMean, this.pooledDeviation, this.top) = (mapMean, mapDeviation, pooledMean, pooledDeviation, top);

    /// <summary>Measures the teacher's mean and standard deviation per channel on some of the lessons.</summary>
    /// <param name="lessons">The complete lessons.</param>
    /// <param name="records">The records to measure on.</param>
    /// <param name="top">The teacher's top, null if it has none; the caller disposes it.</param>
    public static DistillationLoss Measure(LessonFile lessons, ReadOnlySpan<int> records, TeacherTop? top)
    {
        using var scope = NewDisposeScope();
        var (_, maps, pooled) = lessons.Read(records);
        var cells = maps.permute(1, 0, 2, 3).reshape(maps.shape[1], -1);
        return new DistillationLoss(
            cells.mean([1]).view(1, -1, 1, 1).DetachFromDisposeScope(),
            Deviation(cells, 1).view(1, -1, 1, 1).DetachFromDisposeScope(),
            pooled.mean([0]).DetachFromDisposeScope(),
            Deviation(pooled, 0).DetachFromDisposeScope(),
            top);
    }

    /// <summary>Compares the student's features with the teacher's.</summary>
    /// <param name="student">The student's feature map, [n, channels, grid, grid].</param>
    /// <param name="maps">The teacher's, of the same shape.</param>
    /// <param name="pooled">The teacher's pooled features, [n, channels].</param>
    /// <returns>The loss, and the mean cosine similarity of the standardized pooled features (1 = same direction).</returns>
    public (Tensor Loss, Tensor Similarity) Of(Tensor student, Tensor maps, Tensor pooled)
    {
        using var scope = NewDisposeScope();
        var map = nn.functional.smooth_l1_loss((student - mapMean) / mapDeviation, (maps - mapMean) / mapDeviation);
        var studentPooled = student.mean([2, 3]);
        var similarity = nn.functional.cosine_similarity(
            (studentPooled - pooledMean) / pooledDeviation, (pooled - pooledMean) / pooledDeviation, dim: 1).mean();
        var loss = map + (PooledWeight * (1 - similarity));
        if (top is not null) loss += top.Divergence(studentPooled, pooled);
        return (loss.MoveToOuterDisposeScope(), similarity.detach().MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { mapMean, mapDeviation, pooledMean, pooledDeviation }) tensor.Dispose();
    }

    // Keeps a channel that is nearly constant on these images from being scaled up to noise.
    private static Tensor Deviation(Tensor values, long dimension)
    {
        var deviation = values.std(dimension);
        return deviation + (0.1 * deviation.mean()) + 1e-6;
    }
}

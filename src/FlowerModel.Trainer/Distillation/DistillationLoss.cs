using FlowerModel.Trainer.Network;
using static TorchSharp.torch;

namespace FlowerModel.Trainer.Distillation;

/// <summary>
/// How far a student's features are from its teacher's: smooth L1 (Huber) over the feature map and the cosine distance of the pooled
/// features, both standardized channel by channel with the teacher's own mean and deviation, since a linear head on top reads differences
/// between images and not the level they share; plus how far their predictions differ, where the teacher has a top.
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

    /// <summary>Measures the teacher's features on some of its lessons.</summary>
    /// <param name="lessons">The complete lessons.</param>
    /// <param name="records">Which to measure on.</param>
    /// <param name="top">The teacher's top, null where it has none; the caller disposes of it.</param>
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

    /// <summary>Compares.</summary>
    /// <param name="student">The student's feature map, [n, channels, grid, grid].</param>
    /// <param name="maps">The teacher's, of the same shape.</param>
    /// <param name="pooled">The teacher's pooled features, [n, channels].</param>
    /// <returns>The loss, and the mean cosine similarity of the standardized pooled features (1 = the same direction).</returns>
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

    // A channel that never says anything in these images must not be blown up.
    private static Tensor Deviation(Tensor values, long dimension)
    {
        var deviation = values.std(dimension);
        return deviation + (0.1 * deviation.mean()) + 1e-6;
    }
}

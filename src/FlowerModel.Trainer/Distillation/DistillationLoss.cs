using FlowerModel.Trainer.Network;
using static TorchSharp.torch;

namespace FlowerModel.Trainer.Distillation;

/// <summary>
/// How far a student's features are from its teacher's: smooth L1 (Huber) over the feature map and the cosine distance of the pooled
/// features, both standardised channel by channel with the teacher's own mean and deviation, since a linear head on top reads differences
/// between pictures and not the level they share.
/// </summary>
internal sealed class DistillationLoss : IDisposable
{
    private const double PooledWeight = 2;
    private readonly Tensor mapMean; // [1, channels, 1, 1]
    private readonly Tensor mapDeviation;
    private readonly Tensor pooledMean; // [channels]
    private readonly Tensor pooledDeviation;

    private DistillationLoss(Tensor mapMean, Tensor mapDeviation, Tensor pooledMean, Tensor pooledDeviation) =>
        (this.mapMean, this.mapDeviation, this.pooledMean, this.pooledDeviation) = (mapMean, mapDeviation, pooledMean, pooledDeviation);

    /// <summary>Measures the teacher's features on some of its lessons.</summary>
    public static DistillationLoss Measure(LessonFile lessons, ReadOnlySpan<int> records)
    {
        using var scope = NewDisposeScope();
        var (_, maps, pooled) = lessons.Read(records);
        var cells = maps.permute(1, 0, 2, 3).reshape(maps.shape[1], -1);
        return new DistillationLoss(
            cells.mean([1]).view(1, -1, 1, 1).DetachFromDisposeScope(),
            Deviation(cells, 1).view(1, -1, 1, 1).DetachFromDisposeScope(),
            pooled.mean([0]).DetachFromDisposeScope(),
            Deviation(pooled, 0).DetachFromDisposeScope());
    }

    /// <summary>Compares.</summary>
    /// <param name="student">The student's feature map, [n, channels, grid, grid].</param>
    /// <param name="maps">The teacher's, of the same shape.</param>
    /// <param name="pooled">The teacher's pooled features, [n, channels].</param>
    /// <returns>The loss, and the mean cosine similarity of the standardised pooled features (1 = the same direction).</returns>
    public (Tensor Loss, Tensor Similarity) Of(Tensor student, Tensor maps, Tensor pooled)
    {
        using var scope = NewDisposeScope();
        var map = nn.functional.smooth_l1_loss((student - mapMean) / mapDeviation, (maps - mapMean) / mapDeviation);
        var similarity = nn.functional.cosine_similarity(
            (student.mean([2, 3]) - pooledMean) / pooledDeviation, (pooled - pooledMean) / pooledDeviation, dim: 1).mean();
        return ((map + (PooledWeight * (1 - similarity))).MoveToOuterDisposeScope(), similarity.detach().MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { mapMean, mapDeviation, pooledMean, pooledDeviation }) tensor.Dispose();
    }

    // A channel that never says anything in these pictures must not be blown up.
    private static Tensor Deviation(Tensor values, long dimension)
    {
        var deviation = values.std(dimension);
        return deviation + (0.1 * deviation.mean()) + 1e-6;
    }
}

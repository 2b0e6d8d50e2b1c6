using static TorchSharp.torch;

namespace FlowerModel.Distiller.Initialization;

/// <summary>First and second moments of inputs and targets, accumulated over batches: all that a least-squares fit needs.</summary>
internal sealed class Moments
{
    // Regularizes directions that the data do not determine; relative to the mean variance of the inputs.
    private const double Ridge = 1e-4;
    private readonly Tensor inputSum;
    private readonly Tensor targetSum;
    private readonly Tensor inputProducts;
    private readonly Tensor crossProducts;
    private double count;

    public Moments(long inputs, long targets)
    {
        inputSum = zeros(inputs, dtype: ScalarType.Float64);
        targetSum = zeros(targets, dtype: ScalarType.Float64);
        inputProducts = zeros(inputs, inputs, dtype: ScalarType.Float64);
        crossProducts = zeros(inputs, targets, dtype: ScalarType.Float64);
    }

    /// <summary>Mean of each target.</summary>
    public Tensor TargetMean => targetSum / count;

    private Tensor InputMean => inputSum / count;

    /// <summary>Covariance of the inputs.</summary>
    public Tensor InputCovariance => (inputProducts / count) - InputMean.outer(InputMean);

    private Tensor CrossCovariance => (crossProducts / count) - InputMean.outer(TargetMean);

    /// <summary>Adds rows of inputs [rows, inputs] and targets [rows, targets].</summary>
    public void Add(Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        count += inputs.shape[0];
        inputSum.add_(inputs.sum(dim: 0, type: ScalarType.Float64));
        targetSum.add_(targets.sum(dim: 0, type: ScalarType.Float64));
        inputProducts.add_(inputs.t().mm(inputs).to(ScalarType.Float64));
        crossProducts.add_(inputs.t().mm(targets).to(ScalarType.Float64));
    }

    /// <summary>Fits the affine map from inputs to targets with the least squared error.</summary>
    /// <param name="chosen">Indices of the inputs to use; null for all.</param>
    /// <returns>Weights [chosen, targets], offset [targets] and the variance [targets] of the map's output.</returns>
    public (Tensor Weights, Tensor Offset, Tensor Variance) Fit(Tensor? chosen = null)
    {
        var (covariance, cross, mean) = (InputCovariance, CrossCovariance, InputMean);
        if (chosen is not null)
        {
            covariance = covariance.index_select(0, chosen).index_select(1, chosen);
            cross = cross.index_select(0, chosen);
            mean = mean.index_select(0, chosen);
        }

        var weights = linalg.solve(covariance + (eye(covariance.shape[0], dtype: ScalarType.Float64) * (Ridge * covariance.diagonal().mean())), cross);
        return (weights, TargetMean - mean.matmul(weights), (weights * covariance.mm(weights)).sum(dim: 0));
    }

    /// <summary>Selects inputs greedily: each time the one that explains most of the variance still unexplained.</summary>
    /// <returns>Indices, ascending.</returns>
    public Tensor Choose(int number)
    {
        using var scope = NewDisposeScope();
        var (covariance, cross) = (InputCovariance, CrossCovariance);
        var min = covariance.diagonal().mean() * 1e-6;
        var chosen = new List<long>();
        var free = ones(covariance.shape[0], dtype: ScalarType.Float64);
        while (chosen.Count < number)
        {
            using var step = NewDisposeScope();
            var variance = covariance.diagonal().clamp_min(0);
            // The small share of variance breaks ties between inputs that no longer explain anything.
            var gain = (cross.square().sum(dim: 1) / (variance + min)) + (variance * 1e-9);
            var best = (gain * free + (free - 1)).argmax().item<long>();
            chosen.Add(best);
            free[best] = 0;
            var row = covariance[best].clone();
            var scale = 1 / (row[best].clamp_min(0) + min);
            cross.sub_((row * scale).outer(cross[best].clone()));
            covariance.sub_((row * scale).outer(row));
        }

        chosen.Sort();
        return tensor(chosen.ToArray()).MoveToOuterDisposeScope();
    }
}

using FlowerModel.Distiller.Numerics;

namespace FlowerModel.Distiller.Initialization;

/// <summary>The affine map with the least squared error.</summary>
/// <param name="Weights">[inputs, targets].</param>
/// <param name="Offset">[targets].</param>
/// <param name="Variance">Variance of the map's output, [targets].</param>
internal sealed record AffineFit(Matrix Weights, double[] Offset, double[] Variance);

/// <summary>First and second moments of inputs and targets, accumulated over images: all that a least-squares fit needs.</summary>
/// <param name="inputs">Number of inputs.</param>
/// <param name="targets">Number of targets.</param>
internal sealed class Moments(int inputs, int targets)
{
    // Regularizes directions that the data do not determine; relative to the mean variance of the inputs.
    private const double Ridge = 1e-4;
    private readonly Matrix inputProducts = new(inputs, inputs); // upper triangle
    private readonly double[] inputSums = new double[inputs];
    private double[] targetSums = new double[targets];
    private Matrix crossProducts = new(inputs, targets);
    private double[] inputRows = [];
    private double[] targetRows = [];
    private double count;

    /// <summary>Mean of each target.</summary>
    public double[] TargetMean => [.. targetSums.Select(sum => sum / count)];

    private double[] InputMean => [.. inputSums.Select(sum => sum / count)];

    /// <summary>Covariance of the inputs.</summary>
    public Matrix InputCovariance()
    {
        var mean = InputMean;
        var covariance = new Matrix(inputs, inputs);
        for (var i = 0; i < inputs; i++)
        {
            for (var j = i; j < inputs; j++) covariance[i, j] = covariance[j, i] = (inputProducts[i, j] / count) - (mean[i] * mean[j]);
        }

        return covariance;
    }

    /// <summary>Adds the rows of an image.</summary>
    /// <param name="inputValues">[rows, inputs].</param>
    /// <param name="targetValues">[rows, targets].</param>
    public void Add(ReadOnlySpan<float> inputValues, ReadOnlySpan<float> targetValues)
    {
        var rows = inputValues.Length / inputs;
        count += rows;
        Widen(inputValues, ref inputRows);
        Widen(targetValues, ref targetRows);
        AddRows(inputRows, inputSums, rows);
        AddRows(targetRows, targetSums, rows);
        VectorSums.AddOuterProducts(inputRows, inputRows, rows, inputProducts, upperOnly: true);
        VectorSums.AddOuterProducts(inputRows, targetRows, rows, crossProducts);
    }

    /// <summary>Adds the rows that another instance has seen.</summary>
    public void Add(Moments other)
    {
        count += other.count;
        VectorSums.AddScaled(1, other.inputSums, inputSums);
        VectorSums.AddScaled(1, other.targetSums, targetSums);
        inputProducts.Add(other.inputProducts);
        crossProducts.Add(other.crossProducts);
    }

    /// <summary>Replaces the targets t by <c>t * kernel + bias</c>.</summary>
    /// <param name="kernel">[targets, new targets].</param>
    /// <param name="bias">[new targets].</param>
    public void MapTargets(Matrix kernel, double[] bias)
    {
        crossProducts = crossProducts.Times(kernel);
        for (var i = 0; i < inputs; i++) VectorSums.AddScaled(inputSums[i], bias, crossProducts.Row(i));
        var sums = new double[kernel.Columns];
        for (var i = 0; i < kernel.Rows; i++) VectorSums.AddScaled(targetSums[i], kernel.Row(i), sums);
        VectorSums.AddScaled(count, bias, sums);
        targetSums = sums;
    }

    /// <summary>Fits the affine map from inputs to targets with the least squared error.</summary>
    /// <param name="chosen">Indices of the inputs to use; null for all.</param>
    public AffineFit Fit(IReadOnlyList<int>? chosen = null)
    {
        chosen ??= [.. Enumerable.Range(0, inputs)];
        var covariance = InputCovariance().SelectRows(chosen).SelectColumns(chosen);
        var ridge = (Ridge * Enumerable.Range(0, chosen.Count).Average(i => covariance[i, i])) + 1e-12;
        var regularized = covariance.SelectRows([.. Enumerable.Range(0, chosen.Count)]);
        for (var i = 0; i < chosen.Count; i++) regularized[i, i] += ridge;
        var weights = LinearSystem.Solve(regularized, CrossCovariance().SelectRows(chosen));
        var offset = TargetMean;
        var mean = InputMean;
        for (var i = 0; i < chosen.Count; i++) VectorSums.AddScaled(-mean[chosen[i]], weights.Row(i), offset);
        var explained = covariance.Times(weights);
        var variance = new double[offset.Length];
        for (var i = 0; i < chosen.Count; i++) VectorSums.AddProducts(weights.Row(i), explained.Row(i), variance);
        return new AffineFit(weights, offset, variance);
    }

    /// <summary>Selects inputs greedily: each time the one that explains most of the variance still unexplained.</summary>
    /// <param name="number">Number of inputs to select.</param>
    /// <returns>Indices, ascending.</returns>
    public int[] Choose(int number)
    {
        var (covariance, cross) = (InputCovariance(), CrossCovariance());
        var min = Enumerable.Range(0, inputs).Average(i => covariance[i, i]) * 1e-6;
        var free = new SortedSet<int>(Enumerable.Range(0, inputs));
        while (inputs - free.Count < number)
        {
            var best = free.MaxBy(i => Gain(covariance, cross, i, min));
            free.Remove(best);
            double[] row = [.. covariance.Row(best)], explained = [.. cross.Row(best)];
            var scale = 1 / (Math.Max(0, row[best]) + min);
            for (var i = 0; i < inputs; i++)
            {
                VectorSums.AddScaled(-row[i] * scale, explained, cross.Row(i));
                VectorSums.AddScaled(-row[i] * scale, row, covariance.Row(i));
            }
        }

        return [.. Enumerable.Range(0, inputs).Where(i => !free.Contains(i))];
    }

    private static double Gain(Matrix covariance, Matrix cross, int input, double min)
    {
        var variance = Math.Max(0, covariance[input, input]);
        var squares = 0.0;
        foreach (var value in cross.Row(input)) squares += value * value;
        // The small share of variance breaks ties between inputs that no longer explain anything.
        return (squares / (variance + min)) + (variance * 1e-9);
    }

    private Matrix CrossCovariance()
    {
        var (mean, targetMean) = (InputMean, TargetMean);
        var covariance = new Matrix(inputs, targetMean.Length);
        for (var i = 0; i < inputs; i++)
        {
            VectorSums.AddScaled(1 / count, crossProducts.Row(i), covariance.Row(i));
            VectorSums.AddScaled(-mean[i], targetMean, covariance.Row(i));
        }

        return covariance;
    }

    private static void Widen(ReadOnlySpan<float> values, ref double[] widened)
    {
        if (widened.Length != values.Length) widened = new double[values.Length];
        for (var i = 0; i < values.Length; i++) widened[i] = values[i];
    }

    private static void AddRows(double[] values, double[] sums, int rows)
    {
        for (var row = 0; row < rows; row++) VectorSums.AddScaled(1, values.AsSpan(row * sums.Length, sums.Length), sums);
    }
}

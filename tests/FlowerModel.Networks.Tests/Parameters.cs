namespace FlowerModel.Networks.Tests;

/// <summary>Counts weights as <c>model.summary()</c> of Keras does.</summary>
internal static class Parameters
{
    internal static int Count(SizedNetwork network) => network.Layers
        .SelectMany(network.WeightsOf)
        .Sum(weight => weight.Shape.Aggregate(1, (product, size) => product * size));
}

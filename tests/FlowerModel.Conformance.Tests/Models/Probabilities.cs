namespace FlowerModel.Conformance.Tests.Models;

/// <summary>Derives labels and leads from the probabilities of a classifier.</summary>
internal static class Probabilities
{
    /// <summary>Returns the index of the class with the highest probability.</summary>
    internal static int Label(float[] probabilities) => probabilities.IndexOf(probabilities.Max());

    /// <summary>Returns the difference between the highest probability and the second highest.</summary>
    internal static float Lead(float[] probabilities)
    {
        var sorted = probabilities.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }

    /// <summary>Returns our leads for the photos that another runtime labels differently.</summary>
    internal static float[] LeadsLost(float[][] theirs, float[][] ours) =>
        [.. theirs.Zip(ours).Where(photo => Label(photo.First) != Label(photo.Second)).Select(photo => Lead(photo.Second))];
}

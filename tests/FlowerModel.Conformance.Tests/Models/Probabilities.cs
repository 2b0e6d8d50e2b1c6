namespace FlowerModel.Conformance.Tests.Models;

/// <summary>What the probabilities of a classifier say.</summary>
internal static class Probabilities
{
    /// <summary>The class with the highest one.</summary>
    internal static int Label(float[] probabilities) => probabilities.IndexOf(probabilities.Max());

    /// <summary>By how much the best is ahead of the second.</summary>
    internal static float Lead(float[] probabilities)
    {
        var sorted = probabilities.OrderDescending().ToArray();
        return sorted[0] - sorted[1];
    }

    /// <summary>Our leads on the photos to which another runtime gives another label.</summary>
    internal static float[] LeadsLost(float[][] theirs, float[][] ours) =>
        [.. theirs.Zip(ours).Where(photo => Label(photo.First) != Label(photo.Second)).Select(photo => Lead(photo.Second))];
}

using FlowerModel.Conversion.Evaluation;

namespace FlowerModel.Distiller.Initialization;

/// <summary>
/// Splits images into a fixed number of groups that run in parallel. A group's sums are added image by image, and the groups' sums in order, so
/// the results do not depend on the number of threads.
/// </summary>
internal static class ImageGroups
{
    private const int Count = 8;

    /// <summary>Runs all groups.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="work">Processes a group and returns its sums; it receives the indices of the images.</param>
    /// <param name="combine">Adds the sums of the second group to those of the first.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <returns>The sums of all groups.</returns>
    public static T Run<T>(int images, Func<IEnumerable<int>, T> work, Action<T, T> combine, CancellationToken cancellation)
    {
        var results = new T[Math.Min(Count, images)];
        ImageLoop.Run(results.Length, group => results[group] = work(Images(group, images, cancellation)), cancellation);
        foreach (var other in results.Skip(1)) combine(results[0], other);
        return results[0];
    }

    private static IEnumerable<int> Images(int group, int images, CancellationToken cancellation)
    {
        for (var image = group; image < images; image += Count)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return image;
        }
    }
}

using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Distiller.Initialization;

/// <summary>Runs the teacher on images and sums up what its activations contribute.</summary>
/// <param name="source">The teacher's weights.</param>
/// <param name="network">The teacher at the size of the images.</param>
/// <param name="images">Prepared images, [size, size, 3] each.</param>
/// <param name="cancellation">Stops between images.</param>
internal sealed class TeacherRuns(KerasWeights source, SizedNetwork network, IReadOnlyList<float[]> images, CancellationToken cancellation)
{
    /// <summary>An image's activations at a boundary, by the boundary's place in the list.</summary>
    public delegate ReadOnlySpan<float> Activations(int place);

    /// <summary>Runs all images.</summary>
    /// <param name="boundaries">Where activations are taken; see <see cref="NetworkDescription.BoundaryLayer"/>.</param>
    /// <param name="start">Creates sums of zero.</param>
    /// <param name="add">Adds an image, given by its index, to sums.</param>
    /// <param name="combine">Adds the second sums to the first.</param>
    /// <returns>The sums over all images; they do not depend on the number of threads.</returns>
    public T Sum<T>(IReadOnlyList<int> boundaries, Func<T> start, Action<T, int, Activations> add, Action<T, T> combine)
    {
        var teacher = new FrozenBase(network, [.. boundaries.Select(boundary => new Tap(network.Network, boundary))], () => source);
        int[] lengths = [.. teacher.Shapes.Select(FeatureStore.ElementCount)];
        return ImageGroups.Run(
            images.Count,
            group =>
            {
                var (sums, values) = (start(), new float[teacher.Length]);
                foreach (var image in group)
                {
                    teacher.Run(images[image], values);
                    add(sums, image, place => values.AsSpan(lengths.Take(place).Sum(), lengths[place]));
                }

                return sums;
            },
            combine, cancellation);
    }
}

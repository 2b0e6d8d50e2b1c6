using PureHDF;

namespace FlowerModel.Conversion.Keras;

/// <summary>Reads weights from the datasets of an HDF5 file and checks their stated sizes against the file's length.</summary>
/// <param name="source">The file, for messages.</param>
/// <param name="fileLength">Length of the HDF5 file in bytes.</param>
internal sealed class KerasTensorReader(string source, long fileLength)
{
    // Keras does not compress. Files processed with h5repack may be compressed, but float weights shrink little.
    private const int MaxCompression = 4;

    private long elements;

    /// <summary>The file, for messages.</summary>
    public string Source => source;

    /// <summary>
    /// Reads a weight as float32. Returns null if its type is not a floating-point one: counts and random states of layers without a kernel
    /// are integers and do not take part in inference.
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="weight">Name of the weight in the layer.</param>
    /// <exception cref="KerasWeightsException">The floating-point type is not supported, or the shape is impossible.</exception>
    public KerasTensor? Read(IH5Dataset dataset, string layer, string weight)
    {
        if (dataset.Type.Class != H5DataTypeClass.FloatingPoint) return null;
        if (dataset.Type.Size is not (2 or 4 or 8))
            throw new KerasWeightsException(source, $"layer {layer}, weight {weight}: only float16, float32 and float64 weights are supported");

        // A hostile header can state any shape; uncompressed values cannot be more than the file holds.
        var count = 1L;
        foreach (var size in dataset.Space.Dimensions)
        {
            if (size > int.MaxValue || (count = checked(count * (long)size)) > KerasWeightsFile.MaxLength / 4)
                throw new KerasWeightsException(source, $"layer {layer}, weight {weight}: the shape is too large");
        }

        elements += count;
        if (elements * 4 > fileLength * MaxCompression)
            throw new KerasWeightsException(source, $"layer {layer}, weight {weight}: the file is truncated: it is too short for its shapes");

        int[] shape = [.. dataset.Space.Dimensions.Select(size => (int)size)];
        return count == 0 ? new KerasTensor(weight, shape, []) : new KerasTensor(weight, shape, Values(dataset));
    }

    private static float[] Values(IH5Dataset dataset)
    {
        var isScalar = dataset.Space.Dimensions.Length == 0;
        return dataset.Type.Size switch
        {
            4 => isScalar ? [dataset.Read<float>()] : dataset.Read<float[]>(),
            8 => Array.ConvertAll(isScalar ? [dataset.Read<double>()] : dataset.Read<double[]>(), value => (float)value),
            _ => Array.ConvertAll(isScalar ? [dataset.Read<Half>()] : dataset.Read<Half[]>(), value => (float)value),
        };
    }
}

using System.Globalization;
using FlowerModel.Pipeline.Text;
using PureHDF;
using PureHDF.VOL.Native;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Weights in Keras' HDF5 layout: the attribute <c>layer_names</c> of the root lists the groups, and the attribute <c>weight_names</c>
/// of each group lists its datasets (<c>Conv1/kernel:0</c>). A saved model has the same layout under <c>model_weights</c>, and a nested
/// model lists all its weights in one group; both can be read. Files are written in the flat form, which <c>load_weights</c> of Keras
/// 1 to 3 reads.
/// </summary>
public static class KerasWeightsFile
{
    /// <summary>Larger files are rejected; no supported network comes close.</summary>
    public const long MaxLength = 2L << 30;

    private const int MaxWeights = 100_000;

    /// <summary>Reads a weights file.</summary>
    /// <exception cref="KerasWeightsException">The file is missing, too large, not an HDF5 file, truncated, or not in Keras' layout.</exception>
    public static KerasWeights Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists) throw new KerasWeightsException(path, "the weights file does not exist");
        if (file.Length > MaxLength)
        {
            throw new KerasWeightsException(
                path, $"the file has {file.Length} bytes; weights files may have at most {MaxLength}");
        }

        try
        {
            if (Hdf5Superblock.EndOfFile(path) > file.Length)
            {
                throw new KerasWeightsException(path, "the file is truncated: it is shorter than its header states; download it again");
            }

            using var root = H5File.OpenRead(path);
            return new KerasWeights(ReadLayers(root, path, file.Length), path);
        }
        catch (KerasWeightsException)
        {
            throw;
        }
#pragma warning disable CA1031 // The HDF5 reader can throw anything on a damaged file; to the user it is one error.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new KerasWeightsException(
                path, $"not a readable HDF5 weights file, or truncated ({error.Message}); download it again or correct its path", error);
        }
    }

    /// <summary>Writes a weights file; the same weights produce the same bytes.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="path">The file; it appears under this name only when complete.</param>
    /// <param name="halfKernels">
    /// True to store kernels as float16, which Keras widens when it loads them. Biases and BatchNorm vectors stay float32: they are small, and their
    /// values may exceed the range of float16.
    /// </param>
    public static void Write(KerasWeights weights, string path, bool halfKernels = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var file = new H5File
        {
            Attributes = new()
            {
                ["layer_names"] = weights.Layers.Select(layer => layer.Name).ToArray(),
                // load_weights converts kernels of other backends and of Keras 1, so state both.
                ["backend"] = "tensorflow",
                ["keras_version"] = "2.4.0",
            },
        };
        foreach (var layer in weights.Layers) KerasGroups.Add(file, layer, halfKernels);

        // Fixed-length strings, because variable-length ones would need a global heap.
        var lengths = weights.Layers.SelectMany(
            layer => layer.Tensors.Select(tensor => KerasNames.Join(layer, tensor).Length).Append(layer.Name.Length));
        var options = new H5WriteOptions(DefaultStringLength: lengths.DefaultIfEmpty(0).Max() + 1);
        var temporary = path + "." + Path.GetRandomFileName();
        try
        {
            file.Write(temporary, options);
            AtomicFile.Publish(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static List<KerasLayer> ReadLayers(NativeFile root, string path, long fileLength)
    {
        var top = root.LinkExists("model_weights") ? root.Group("model_weights") : (IH5Group)root;
        var names = ReadNames(top, "layer_names");
        if (names is null)
        {
            throw new KerasWeightsException(
                path, "the attribute layer_names is missing, so this is not a Keras weights file in HDF5 layout; " +
                "with Keras 3, save the weights under a name that ends in .h5 but not in .weights.h5");
        }

        var layers = new List<(string Name, List<KerasTensor> Tensors)>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        long elements = 0;
        foreach (var groupName in names)
        {
            var group = top.Group(groupName);
            foreach (var weightName in ReadNames(group, "weight_names") ?? [])
            {
                var (layer, weight) = KerasNames.Split(groupName, weightName);
                var tensor = ReadTensor(group.Dataset(weightName), weight, path, layer, fileLength, ref elements);
                if (!index.TryGetValue(layer, out var at))
                {
                    index.Add(layer, at = layers.Count);
                    layers.Add((layer, []));
                }

                layers[at].Tensors.Add(tensor);
                if (layers.Count > MaxWeights) throw new KerasWeightsException(path, "the file has more layers than any supported network");
            }
        }

        return [.. layers.Select(layer => new KerasLayer(layer.Name, layer.Tensors))];
    }

    private static KerasTensor ReadTensor(
        IH5Dataset dataset, string weight, string path, string layer, long fileLength, ref long elements)
    {
        if (dataset.Type.Class != H5DataTypeClass.FloatingPoint || dataset.Type.Size is not (2 or 4))
        {
            throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: only float32 and float16 weights are supported");
        }

        // A hostile header can state any shape; uncompressed values cannot be more than the file holds.
        var count = 1L;
        foreach (var size in dataset.Space.Dimensions)
        {
            if (size > int.MaxValue || (count = checked(count * (long)size)) > MaxLength / 4)
            {
                throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: the shape is too large");
            }
        }

        elements += count;
        if (elements * 4 > fileLength * MaxCompression)
        {
            throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: the file is truncated: it is too short for its shapes");
        }

        int[] shape = [.. dataset.Space.Dimensions.Select(size => (int)size)];
        if (count == 0) return new KerasTensor(weight, shape, []);
        var values = dataset.Type.Size == 4 ? dataset.Read<float[]>() : Array.ConvertAll(dataset.Read<Half[]>(), value => (float)value);
        return new KerasTensor(weight, shape, values);
    }

    // Keras does not compress. Files processed with h5repack may be compressed, but float weights shrink little.
    private const int MaxCompression = 4;

    /// <summary>Reads a list of names, which Keras splits into <c>name0, name1…</c> if it exceeds the size limit of an attribute.</summary>
    private static List<string>? ReadNames(IH5Object owner, string name)
    {
        if (owner.AttributeExists(name)) return ReadNames(owner.Attribute(name));
        if (!owner.AttributeExists(name + "0")) return null;
        var all = new List<string>();
        for (var part = 0; owner.AttributeExists(name + part.ToString(CultureInfo.InvariantCulture)); part++)
        {
            all.AddRange(ReadNames(owner.Attribute(name + part.ToString(CultureInfo.InvariantCulture))));
        }

        return all;
    }

    private static List<string> ReadNames(IH5Attribute attribute) =>
        attribute.Space.Type == H5DataspaceType.Null || attribute.Space.Dimensions.Contains(0UL) ? [] : [.. attribute.Read<string[]>()];
}

using System.Globalization;
using PureHDF;
using PureHDF.VOL.Native;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Weights in Keras' HDF5 layout: the root's attribute <c>layer_names</c> lists groups, the attribute <c>weight_names</c> of each group its
/// data sets (<c>Conv1/kernel:0</c>). A saved model has the same under <c>model_weights</c>, and a model within a model lists all its
/// weights in one group; both are read. Written is the flat form, which <c>load_weights</c> of Keras 1 to 3 takes.
/// </summary>
public static class KerasWeightsFile
{
    /// <summary>Larger files are refused: no network of this product comes near it.</summary>
    public const long MaxLength = 2L << 30;

    private const int MaxWeights = 100_000;

    /// <summary>Reads a weights file.</summary>
    /// <exception cref="KerasWeightsException">The file is missing, too large, no HDF5 file, cut off, or not in Keras' layout.</exception>
    public static KerasWeights Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists) throw new KerasWeightsException(path, "the weights file does not exist");
        if (file.Length > MaxLength)
        {
            throw new KerasWeightsException(
                path, $"the file has {file.Length} bytes; weights files of more than {MaxLength} are refused");
        }

        try
        {
            if (Hdf5Superblock.EndOfFile(path) > file.Length)
            {
                throw new KerasWeightsException(path, "the file is shorter than it says itself, it was cut off; fetch it again");
            }

            using var root = H5File.OpenRead(path);
            return new KerasWeights(ReadLayers(root, path, file.Length), path);
        }
        catch (KerasWeightsException)
        {
            throw;
        }
#pragma warning disable CA1031 // A damaged file makes the HDF5 reader fail in any way; each of them means the same to the user.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new KerasWeightsException(
                path, $"not a readable HDF5 weights file, or cut off ({error.Message}); fetch it again or correct its path", error);
        }
    }

    /// <summary>Writes a weights file; the same weights give the same bytes.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="path">The file; it appears under its name only when it is complete.</param>
    /// <param name="halfKernels">
    /// True: kernels are stored as float16, which Keras widens when it loads them; the small vectors of biases and BatchNorm, whose range
    /// float16 does not cover, stay float32.
    /// </param>
    public static void Write(KerasWeights weights, string path, bool halfKernels = false)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var file = new H5File
        {
            Attributes = new()
            {
                ["layer_names"] = weights.Layers.Select(layer => layer.Name).ToArray(),
                // load_weights converts kernels of other backends and of Keras 1, so both are told.
                ["backend"] = "tensorflow",
                ["keras_version"] = "2.4.0",
            },
        };
        foreach (var layer in weights.Layers) file[layer.Name] = LayerGroup(layer, halfKernels);

        // Strings of fixed length: variable ones lie in a global heap, which has no need to exist in such a file.
        var lengths = weights.Layers.SelectMany(
            layer => layer.Tensors.Select(tensor => WeightName(layer, tensor).Length).Append(layer.Name.Length));
        var options = new H5WriteOptions(DefaultStringLength: lengths.DefaultIfEmpty(0).Max() + 1);
        var temporary = path + "." + Path.GetRandomFileName();
        try
        {
            file.Write(temporary, options);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static H5Group LayerGroup(KerasLayer layer, bool halfKernels)
    {
        var inner = new H5Group();
        foreach (var tensor in layer.Tensors)
        {
            ulong[] shape = [.. tensor.Shape.Select(size => (ulong)size)];
            inner[tensor.Name + ":0"] = halfKernels && shape.Length > 1
                ? new H5Dataset(Array.ConvertAll(tensor.Values, value => (Half)value), fileDims: shape)
                : new H5Dataset(tensor.Values, fileDims: shape);
        }

        return new H5Group
        {
            [layer.Name] = inner,
            Attributes = new() { ["weight_names"] = layer.Tensors.Select(tensor => WeightName(layer, tensor)).ToArray() },
        };
    }

    private static string WeightName(KerasLayer layer, KerasTensor tensor) => $"{layer.Name}/{tensor.Name}:0";

    private static List<KerasLayer> ReadLayers(NativeFile root, string path, long fileLength)
    {
        var top = root.LinkExists("model_weights") ? root.Group("model_weights") : (IH5Group)root;
        var names = ReadNames(top, "layer_names");
        if (names is null)
        {
            throw new KerasWeightsException(
                path, "the attribute layer_names is missing, so this is no Keras weights file in HDF5 layout; " +
                "from Keras 3, save the weights under a name that ends in .h5 and not in .weights.h5");
        }

        var layers = new List<(string Name, List<KerasTensor> Tensors)>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        long elements = 0;
        foreach (var groupName in names)
        {
            var group = top.Group(groupName);
            foreach (var weightName in ReadNames(group, "weight_names") ?? [])
            {
                var (layer, weight) = SplitName(groupName, weightName);
                var tensor = ReadTensor(group.Dataset(weightName), weight, path, layer, fileLength, ref elements);
                if (!index.TryGetValue(layer, out var at))
                {
                    index.Add(layer, at = layers.Count);
                    layers.Add((layer, []));
                }

                layers[at].Tensors.Add(tensor);
                if (layers.Count > MaxWeights) throw new KerasWeightsException(path, "more layers than any real network has");
            }
        }

        return [.. layers.Select(layer => new KerasLayer(layer.Name, layer.Tensors))];
    }

    /// <summary>
    /// The layer is the last part but one of a weight's name, since Keras prefixes scopes; <c>:0</c> is the output index.
    /// </summary>
    private static (string Layer, string Weight) SplitName(string group, string name)
    {
        var parts = name.Split('/');
        var weight = parts[^1];
        var colon = weight.IndexOf(':', StringComparison.Ordinal);
        return (parts.Length > 1 ? parts[^2] : group, colon < 0 ? weight : weight[..colon]);
    }

    private static KerasTensor ReadTensor(
        IH5Dataset dataset, string weight, string path, string layer, long fileLength, ref long elements)
    {
        if (dataset.Type.Class != H5DataTypeClass.FloatingPoint || dataset.Type.Size is not (2 or 4))
        {
            throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: only float32 and float16 weights are read");
        }

        // A hostile header may announce any shape; uncompressed values cannot be more than the file holds.
        var count = 1L;
        foreach (var size in dataset.Space.Dimensions)
        {
            if (size > int.MaxValue || (count = checked(count * (long)size)) > MaxLength / 4)
            {
                throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: absurd shape");
            }
        }

        elements += count;
        if (elements * 4 > fileLength * MaxCompression)
        {
            throw new KerasWeightsException(path, $"layer {layer}, weight {weight}: the file is too short for its shapes, it is cut off");
        }

        int[] shape = [.. dataset.Space.Dimensions.Select(size => (int)size)];
        if (count == 0) return new KerasTensor(weight, shape, []);
        var values = dataset.Type.Size == 4 ? dataset.Read<float[]>() : Array.ConvertAll(dataset.Read<Half[]>(), value => (float)value);
        return new KerasTensor(weight, shape, values);
    }

    // Keras does not compress; files that passed through h5repack may be, and float weights shrink little.
    private const int MaxCompression = 4;

    /// <summary>A list of names, which Keras splits over <c>name0, name1…</c> where it is longer than an attribute may be.</summary>
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

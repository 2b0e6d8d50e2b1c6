using FlowerModel.Pipeline.Text;
using PureHDF;

namespace FlowerModel.Conversion.Keras;

/// <summary>
/// Weights in Keras' HDF5 layout (<see cref="LegacyLayout"/>), without what a saved model's configuration says. Files are written in the flat form,
/// which <c>load_weights</c> of Keras 1 to 3 reads.
/// </summary>
public static class KerasWeightsFile
{
    /// <summary>Larger files are rejected; no supported network comes close.</summary>
    public const long MaxLength = 2L << 30;

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

        using var stream = file.OpenRead();
        return Read(stream, path, root =>
        {
            var content = LegacyLayout.Read(root, new KerasTensorReader(path, file.Length), new KerasNames(new HashSet<string>()))
                ?? throw new KerasWeightsException(path, "the attribute layer_names is missing, so this is not a Keras weights file in HDF5 layout");
            return new KerasWeights(content.Layers, path);
        });
    }

    /// <summary>Reads from an HDF5 file; every error of the HDF5 reader becomes one that names the file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="read">Reads from the root.</param>
    /// <exception cref="KerasWeightsException">The file is not an HDF5 file, is truncated, or <paramref name="read"/> found an error.</exception>
    internal static T Read<T>(Stream stream, string path, Func<IH5Group, T> read)
    {
        try
        {
            if (Hdf5Superblock.EndOfFile(stream) > stream.Length)
                throw new KerasWeightsException(path, "the file is truncated: it is shorter than its header states; download it again");
            using var root = H5File.Open(stream, leaveOpen: true);
            return read(root);
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
}

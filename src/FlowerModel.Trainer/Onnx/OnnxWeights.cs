using FlowerModel.Conversion.Keras;
using FlowerModel.Networks;
using FlowerModel.Networks.Layers;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Onnx;

/// <summary>
/// Reads weights that a package contains in ONNX format: convolutions and batch normalizations, which are listed in the order of the network's layers,
/// and the mean image of the graph that prepares images, which swaps red and blue before it subtracts the mean.
/// </summary>
internal static class OnnxWeights
{
    /// <summary>Reads the weights under the names and in the layout of Keras.</summary>
    /// <param name="path">Full path of the network's file.</param>
    /// <param name="network">The network.</param>
    /// <param name="package">The package that the file is from.</param>
    /// <exception cref="KerasWeightsException">A file is missing or damaged, or does not contain the weights of the network.</exception>
    public static KerasWeights Read(string path, SizedNetwork network, WeightsPackage package)
    {
        var preparationPath = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, package.PreparationPath));
        Check(path, package.NetworkSha256);
        Check(preparationPath, package.PreparationSha256);
        var (file, preparation) = (OnnxGraph.Read(path), OnnxGraph.Read(preparationPath));
        var convolutions = Pairs(file.InputsOf("Conv"), network.Layers.OfType<ConvolutionLayer>(), path).ToDictionary(pair => pair.Layer, pair => pair.Inputs);
        var norms = Pairs(file.InputsOf("BatchNormalization"), network.Layers.OfType<BatchNormalizationLayer>(), path)
            .ToDictionary(pair => pair.Layer, pair => pair.Inputs);
        return new KerasWeights(
            network.Layers.Where(layer => network.WeightsOf(layer).Count > 0).Select(layer => new KerasLayer(layer.Name, [.. TensorsOf(layer)])), path);

        IEnumerable<KerasTensor> TensorsOf(Layer layer)
        {
            var shapes = network.WeightsOf(layer);
            if (layer is BatchNormalizationLayer)
                return shapes.Select((shape, i) => new KerasTensor(shape.Name, shape.Shape, file.Constant(norms[layer][i + 1], shape.Shape[0])));
            var values = layer is OffsetLayer
                ? Offset(preparation, shapes[0].Shape)
                : Kernel(file, convolutions[layer][1], shapes[0].Shape, swapsColors: network.InputsOf(layer)[0].Channels == InputLayer.Channels);
            return [new KerasTensor(shapes[0].Name, shapes[0].Shape, values)];
        }
    }

    private static void Check(string path, string sha256)
    {
        if (!File.Exists(path) || Hashing.OfFile(path) != sha256)
        {
            throw new KerasWeightsException(
                path, "the file is missing or is not the one that the package contains; delete the package's folder and build again");
        }
    }

    private static IEnumerable<(Layer Layer, IReadOnlyList<string> Inputs)> Pairs(
        IReadOnlyList<IReadOnlyList<string>> operators, IEnumerable<Layer> layers, string path)
    {
        Layer[] all = [.. layers];
        return operators.Count == all.Length
            ? all.Zip(operators)
            : throw new KerasWeightsException(path, $"it has {operators.Count} operators where the network has {all.Length} layers");
    }

    /// <summary>OIHW to HWIO; the input channels blue, green, red become red, green, blue.</summary>
    private static float[] Kernel(OnnxGraph file, string name, IReadOnlyList<int> shape, bool swapsColors)
    {
        var (height, width, inputs, outputs) = (shape[0], shape[1], shape[2], shape[3]);
        var values = file.Constant(name, outputs, inputs, height, width);
        var kernel = new float[values.Length];
        var at = 0;
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var channel = swapsColors ? inputs - 1 - i : i;
                for (var place = 0; place < height * width; place++) kernel[(((place * inputs) + channel) * outputs) + o] = values[at++];
            }
        }

        return kernel;
    }

    /// <summary>The negated mean image, from planes of blue, green and red to pixels of red, green and blue.</summary>
    private static float[] Offset(OnnxGraph preparation, IReadOnlyList<int> shape)
    {
        var (pixels, channels) = (shape[0] * shape[1], shape[2]);
        var mean = preparation.Constant(preparation.InputsOf("Sub")[0][1], 1, channels, shape[0], shape[1]);
        var offset = new float[mean.Length];
        for (var i = 0; i < offset.Length; i++) offset[i] = -mean[((channels - 1 - (i % channels)) * pixels) + (i / channels)];
        return offset;
    }
}

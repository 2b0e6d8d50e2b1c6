using System.Text.Json.Nodes;

namespace FlowerModel.Tool.Tests.Support;

/// <summary>Configurations of models around MobileNet, written down from Keras' source code and from files of Keras 2 and 3.</summary>
internal static class KerasModels
{
    /// <summary>The name of the nested base.</summary>
    public const string BaseName = "mobilenet_0.25_64";

    private static readonly int[] Strided = [2, 4, 6, 12];

    /// <summary>The layers of <c>keras.applications.MobileNet(include_top=False)</c>.</summary>
    public static List<KerasLayerJson> MobileNet(int size, string inputName = "input_1")
    {
        var layers = new List<KerasLayerJson> { new("InputLayer", inputName, new JsonObject { ["batch_input_shape"] = new JsonArray(null, size, size, 3) }) };
        Add("Conv2D", "conv1", Window(3, 2, "same"));
        Normalize("conv1");
        for (var block = 1; block <= 13; block++)
        {
            var isStrided = Strided.Contains(block);
            if (isStrided) Add("ZeroPadding2D", $"conv_pad_{block}", new JsonObject { ["padding"] = new JsonArray(new JsonArray(0, 1), new JsonArray(0, 1)) });
            Add("DepthwiseConv2D", $"conv_dw_{block}", Window(3, isStrided ? 2 : 1, isStrided ? "valid" : "same"));
            Normalize($"conv_dw_{block}");
            Add("Conv2D", $"conv_pw_{block}", Window(1, 1, "same"));
            Normalize($"conv_pw_{block}");
        }

        return layers;

        void Normalize(string name)
        {
            Add("BatchNormalization", name + "_bn", new JsonObject { ["axis"] = new JsonArray(3), ["momentum"] = 0.99, ["epsilon"] = 0.001 });
            Add("ReLU", name + "_relu", new JsonObject { ["max_value"] = 6.0, ["negative_slope"] = 0.0, ["threshold"] = 0.0 });
        }

        void Add(string className, string name, JsonObject settings) => layers.Add(new(className, name, settings, layers[^1].Name));
    }

    /// <summary>A Functional model of a base that is one of its layers, and layers before and after it.</summary>
    public static KerasLayerJson Nested(int size, IEnumerable<KerasLayerJson> before, params KerasLayerJson[] after)
    {
        var layers = new List<KerasLayerJson> { new("InputLayer", "input_2", new JsonObject { ["batch_input_shape"] = new JsonArray(null, size, size, 3) }) };
        foreach (var layer in before) layers.Add(layer with { Inputs = [layers[^1].Name] });
        layers.Add(Model(BaseName, [.. MobileNet(size)]) with { Inputs = [layers[^1].Name] });
        foreach (var layer in after) layers.Add(layer.Inputs.Length == 0 ? layer with { Inputs = [layers[^1].Name] } : layer);
        return Model("model", [.. layers]);
    }

    /// <summary>A Functional model that contains the base's layers themselves.</summary>
    public static KerasLayerJson Flat(int size, params KerasLayerJson[] after)
    {
        var layers = MobileNet(size);
        foreach (var layer in after) layers.Add(layer.Inputs.Length == 0 ? layer with { Inputs = [layers[^1].Name] } : layer);
        return Model("model", [.. layers]);
    }

    /// <summary>A Functional model.</summary>
    public static KerasLayerJson Model(string name, params KerasLayerJson[] layers) => new("Functional", name, []) { Layers = layers };

    /// <summary>A Sequential model.</summary>
    public static KerasLayerJson Sequential(string name, params KerasLayerJson[] layers) => new("Sequential", name, []) { Layers = layers };

    /// <summary>A layer with settings given as JSON.</summary>
    public static KerasLayerJson Layer(string className, string name, string settings = "{}") => new(className, name, JsonNode.Parse(settings)!.AsObject());

    /// <summary>A dense layer.</summary>
    public static KerasLayerJson Dense(string name, string activation) => new("Dense", name, new JsonObject { ["activation"] = activation });

    /// <summary>Global average pooling.</summary>
    public static KerasLayerJson Pooling => Layer("GlobalAveragePooling2D", "global_average_pooling2d");

    private static JsonObject Window(int size, int stride, string padding) => new()
    {
        ["kernel_size"] = new JsonArray(size, size),
        ["strides"] = new JsonArray(stride, stride),
        ["padding"] = padding,
        ["data_format"] = "channels_last",
        ["dilation_rate"] = new JsonArray(1, 1),
        ["groups"] = 1,
        ["activation"] = "linear",
        ["use_bias"] = false,
    };
}

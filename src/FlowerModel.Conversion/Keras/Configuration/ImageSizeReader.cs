namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Reads the size of a model's images from its input and the layers before its base.</summary>
internal static class ImageSizeReader
{
    /// <summary>Returns the size; null if the model takes images of any size.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parts">Its parts.</param>
    /// <exception cref="KerasWeightsException">The images are not square, or a layer changes their size to another one.</exception>
    public static int? Read(ModelConfiguration model, ModelParts parts)
    {
        var size = Square(model, parts.Before.Concat(parts.Base).Select(placed => placed.Layer).Select(ShapeOf).FirstOrDefault(shape => shape is not null));
        foreach (var layer in parts.Before.Select(placed => placed.Layer).Where(layer => layer.ClassName is "Resizing" or "CenterCrop" or "RandomCrop"))
        {
            var (height, width) = ((int)layer.Number("height", 0), (int)layer.Number("width", 0));
            if (height == width && (size == height || (size is null && layer.ClassName == "Resizing")))
            {
                size = height;
                continue;
            }

            throw new KerasWeightsException(
                model.Source,
                $"layer {layer.Description} makes images of {height} by {width} pixels out of others; the written model would not. Save the model without it");
        }

        return size;
    }

    private static int? Square(ModelConfiguration model, (int Height, int Width)? shape) => shape switch
    {
        null or (0, _) or (_, 0) => null,
        var (height, width) when height == width => height,
        var (height, width) => throw new KerasWeightsException(
            model.Source, $"the model's images have {width} by {height} pixels; only square ones are supported"),
    };

    /// <summary>Height and width of a layer's input if the layer states it; 0 stands for any.</summary>
    private static (int Height, int Width)? ShapeOf(LayerConfiguration layer)
    {
        var shape = layer.Setting("batch_input_shape") ?? layer.Setting("batch_shape");
        if (shape is not { ValueKind: System.Text.Json.JsonValueKind.Array } array || array.GetArrayLength() != 4) return null;
        return (Size(array[1]), Size(array[2]));

        static int Size(System.Text.Json.JsonElement size) => size.ValueKind == System.Text.Json.JsonValueKind.Number ? size.GetInt32() : 0;
    }
}

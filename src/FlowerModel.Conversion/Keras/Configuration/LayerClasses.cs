namespace FlowerModel.Conversion.Keras.Configuration;

/// <summary>Classes of Keras' layers by what they do when a model is used, not trained.</summary>
internal static class LayerClasses
{
    private static readonly HashSet<string> Identities =
    [
        "InputLayer", "Identity", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "AlphaDropout", "GaussianDropout", "GaussianNoise",
        "ActivityRegularization",
        "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness", "RandomHeight", "RandomWidth",
        "RandomHue", "RandomSaturation", "RandomSharpness", "RandomColorJitter", "RandomColorDegeneration", "RandomGrayscale", "RandomPosterization",
        "RandomShear", "RandomPerspective", "RandomGaussianBlur", "RandomErasing", "RandomElasticTransform", "RandomInvert",
        "RandAugment", "AugMix", "CutMix", "MixUp",
    ];

    /// <summary>True if a layer passes its input on unchanged, except in training.</summary>
    public static bool IsIdentity(LayerConfiguration layer) =>
        Identities.Contains(layer.ClassName) || (layer.ClassName == "Activation" && layer.Text("activation") == "linear");

    /// <summary>True if a layer has weights that take part in inference.</summary>
    public static bool HasWeights(LayerConfiguration layer) => layer.ClassName is "Conv2D" or "DepthwiseConv2D" or "Dense" or "BatchNormalization"
        or "Normalization" or "SeparableConv2D" or "Conv2DTranspose" or "PReLU" or "LayerNormalization" or "GroupNormalization" or "Embedding";
}

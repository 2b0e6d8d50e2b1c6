using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>MobileNetV3-Small; see <see cref="MobileNetV3"/>.</summary>
internal static class MobileNetV3Small
{
    // Table 2 of the paper; expansions as Keras computes them.
    private static readonly MobileNetV3Block[] Table =
    [
        new(1, 16, 3, 2, true, ActivationFunction.Relu),
        new(72.0 / 16, 24, 3, 2, false, ActivationFunction.Relu),
        new(88.0 / 24, 24, 3, 1, false, ActivationFunction.Relu),
        new(4, 40, 5, 2, true, ActivationFunction.HardSwish),
        new(6, 40, 5, 1, true, ActivationFunction.HardSwish),
        new(6, 40, 5, 1, true, ActivationFunction.HardSwish),
        new(3, 48, 5, 1, true, ActivationFunction.HardSwish),
        new(3, 48, 5, 1, true, ActivationFunction.HardSwish),
        new(6, 96, 5, 2, true, ActivationFunction.HardSwish),
        new(6, 96, 5, 1, true, ActivationFunction.HardSwish),
        new(6, 96, 5, 1, true, ActivationFunction.HardSwish),
    ];

    public static NetworkDescription Description { get; } = new(alpha => MobileNetV3.Layers(alpha, Table))
    {
        Name = "MobileNetV3Small",
        Key = "mobileNetV3Small",
        MinAlpha = MobileNetV3.MinAlpha,
        MaxAlpha = MobileNetV3.MaxAlpha,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "expanded_conv_8",
        Input = InputNormalization.MinusOneToOne,
        KerasIncludesPreprocessing = true,
        OfficialWeights = MobileNetV3.Weights("small"),
    };
}

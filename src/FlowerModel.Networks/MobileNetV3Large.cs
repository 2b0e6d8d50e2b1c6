using FlowerModel.Networks.Layers;

namespace FlowerModel.Networks;

/// <summary>MobileNetV3-Large; see <see cref="MobileNetV3"/>.</summary>
internal static class MobileNetV3Large
{
    // Table 1 of the paper.
    private static readonly MobileNetV3Block[] Table =
    [
        new(1, 16, 3, 1, false, ActivationFunction.Relu),
        new(4, 24, 3, 2, false, ActivationFunction.Relu),
        new(3, 24, 3, 1, false, ActivationFunction.Relu),
        new(3, 40, 5, 2, true, ActivationFunction.Relu),
        new(3, 40, 5, 1, true, ActivationFunction.Relu),
        new(3, 40, 5, 1, true, ActivationFunction.Relu),
        new(6, 80, 3, 2, false, ActivationFunction.HardSwish),
        new(2.5, 80, 3, 1, false, ActivationFunction.HardSwish),
        new(2.3, 80, 3, 1, false, ActivationFunction.HardSwish),
        new(2.3, 80, 3, 1, false, ActivationFunction.HardSwish),
        new(6, 112, 3, 1, true, ActivationFunction.HardSwish),
        new(6, 112, 3, 1, true, ActivationFunction.HardSwish),
        new(6, 160, 5, 2, true, ActivationFunction.HardSwish),
        new(6, 160, 5, 1, true, ActivationFunction.HardSwish),
        new(6, 160, 5, 1, true, ActivationFunction.HardSwish),
    ];

    public static NetworkDescription Description { get; } = new(alpha => MobileNetV3.Layers(alpha, Table))
    {
        Name = "MobileNetV3Large",
        Key = "mobileNetV3Large",
        MinAlpha = MobileNetV3.MinAlpha,
        MaxAlpha = MobileNetV3.MaxAlpha,
        MinImageSize = 32,
        MaxImageSize = 1024,
        FineTuneFrom = "expanded_conv_12",
        Input = InputNormalization.MinusOneToOne,
        KerasIncludesPreprocessing = true,
        OfficialWeights = MobileNetV3.Weights("large"),
    };
}

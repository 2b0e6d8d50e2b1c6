using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Tool.Conversion;

/// <summary>What <c>flowermodel convert</c> was asked for; null where the user said nothing.</summary>
internal sealed record ConversionRequest
{
    /// <summary>A Keras .h5 file, or a float32 .tflite.</summary>
    public required string Source { get; init; }

    /// <summary>The .tflite of the first kind; others carry their kind before the extension.</summary>
    public required string Output { get; init; }

    /// <summary>The kinds to write, each once.</summary>
    public required IReadOnlyList<NumberFormat> Formats { get; init; }

    /// <summary>What only weights need.</summary>
    public required WeightsRequest Weights { get; init; }

    /// <summary>Folder of images that calibrate int8.</summary>
    public required string? Calibration { get; init; }

    /// <summary>How many of them at most.</summary>
    public required int CalibrationImages { get; init; }

    /// <summary>Type of the int8 model's input.</summary>
    public required InferenceType InputType { get; init; }

    /// <summary>Type of the int8 model's output.</summary>
    public required InferenceType ResultType { get; init; }
}

/// <summary>How weights are to be read, and the metadata of their model; null where the user said nothing.</summary>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Side of the input image in pixels.</param>
/// <param name="Labels">A file of class names.</param>
/// <param name="WithoutHead">True to leave out a head that the weights have.</param>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">Version of the model.</param>
/// <param name="Description">What the model does.</param>
/// <param name="Author">Who made it.</param>
/// <param name="License">License of the model.</param>
internal sealed record WeightsRequest(
    double? Alpha,
    int? ImageSize,
    string? Labels,
    bool WithoutHead,
    string? Name,
    string? Version,
    string? Description,
    string? Author,
    string? License)
{
    /// <summary>True where the user said something of it.</summary>
    public bool IsAsked => this != new WeightsRequest(null, null, null, false, null, null, null, null, null);
}

using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Equalization;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization.Int8;

/// <summary>
/// Builds int8 models of one float32 model with any number of recipes. Calibration statistics of the plain and the equalized model are
/// kept between recipes.
/// </summary>
internal sealed class Int8Builder
{
    private readonly Model plain;
    private readonly CalibratedRange? inputRange;
    private readonly CalibrationImages images;
    private readonly IReadOnlyList<int> calibrating;
    private readonly CancellationToken cancellation;
    private readonly Lazy<IReadOnlyDictionary<int, TensorStatistics>> plainStatistics;
    private readonly Lazy<(Model Model, IReadOnlyDictionary<int, TensorStatistics> Statistics)> equalized;

    /// <param name="model">The float32 model.</param>
    /// <param name="inputRange">The range of the input if known.</param>
    /// <param name="images">The images.</param>
    /// <param name="calibrating">Indices of the images that calibrate.</param>
    /// <param name="cancellation">Stops between images.</param>
    internal Int8Builder(
        Model model, CalibratedRange? inputRange, CalibrationImages images, IReadOnlyList<int> calibrating, CancellationToken cancellation)
    {
        plain = ConstantCopies.Apply(model);
        this.inputRange = inputRange;
        this.images = images;
        this.calibrating = calibrating;
        this.cancellation = cancellation;
        plainStatistics = new(() => Calibrate(plain));
        equalized = new(() =>
        {
            var even = Equalizer.Apply(plain, plainStatistics.Value);
            return (even, Calibrate(even));
        });
    }

    /// <summary>Builds the int8 model with a recipe.</summary>
    /// <exception cref="QuantizationException">An operator is not supported.</exception>
    internal Model Build(Int8Recipe recipe, InferenceType input, InferenceType output)
    {
        var (model, statistics) = recipe.Equalize ? equalized.Value : (plain, plainStatistics.Value);
        return TransformStep.Apply(model, ParameterStep.Compute(model.Main, statistics, recipe, inputRange), input, output);
    }

    private IReadOnlyDictionary<int, TensorStatistics> Calibrate(Model model) => Calibrator.Run(model, images, calibrating, cancellation);
}

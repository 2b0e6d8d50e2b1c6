using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Dynamic;
using FlowerModel.Conversion.Quantization.Float16;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization;

/// <summary>
/// Quantizes a float32 .tflite written by <see cref="Float32.Float32Converter"/>, or any other with supported operators, and keeps its
/// metadata and labels. Nothing is trained, and the same input produces the same bytes.
/// </summary>
public static class Quantizer
{
    /// <summary>With fewer images, the simplest recipe is used without a trial.</summary>
    private const int LeastToChoose = 20;

    /// <summary>Quantizes a model.</summary>
    /// <param name="float32File">The whole .tflite file, including the appended labels.</param>
    /// <param name="options">The number format and how to quantize.</param>
    /// <param name="calibration">
    /// Images of the training subset, with the classes alternating (<see cref="Pipeline.Data.CalibrationSet"/>). Required for
    /// <see cref="NumberFormat.Int8"/>; unless a recipe is given, the first half calibrates and the second half selects the recipe.
    /// Optional for <see cref="NumberFormat.Dynamic"/> and <see cref="NumberFormat.Float16"/>, where they let biases compensate for
    /// rounded kernels.
    /// </param>
    /// <param name="progress">Receives short descriptions of the current step.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="TfliteFormatException">The file is not a valid .tflite model.</exception>
    /// <exception cref="QuantizationException">The model is not float32, or has an operator that cannot be quantized.</exception>
    /// <exception cref="ArgumentException">Int8 is requested without calibration images, or another format with an integer input or output.</exception>
    public static QuantizedModel Quantize(
        ReadOnlyMemory<byte> float32File,
        QuantizationOptions options,
        CalibrationImages? calibration = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Format != NumberFormat.Int8 && (options.Input != InferenceType.Float32 || options.Output != InferenceType.Float32))
        {
            throw new ArgumentException(
                $"only an int8 model can have integer inputs and outputs; a {options.Format} model has float32 inputs and outputs", nameof(options));
        }

        var model = ModelReader.Read(float32File);
        var metadata = MetadataReader.Read(model, float32File);
        if (options.Format == NumberFormat.Float32) return new QuantizedModel(options.Format, float32File, null, []);
        FloatModel.Require(model);
        switch (options.Format)
        {
            case NumberFormat.Float16:
                return KernelsOnly(Float16Transform.Apply);
            case NumberFormat.Dynamic:
                return KernelsOnly(DynamicTransform.Apply);
            case NumberFormat.Int8:
                if (calibration is not { Count: > 0 }) throw new ArgumentException("an int8 model needs calibration images", nameof(calibration));
                return Int8(model, metadata, options, calibration, progress, cancellation);
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Format, "not a supported number format");
        }

        QuantizedModel KernelsOnly(Func<Model, IReadOnlyDictionary<int, TensorStatistics>?, Model> transform)
        {
            var own = ConstantCopies.Apply(model);
            return new QuantizedModel(options.Format, Write(transform(own, Observe(own, calibration, progress, cancellation)), metadata), null, []);
        }
    }

    private static IReadOnlyDictionary<int, TensorStatistics>? Observe(
        Model model, CalibrationImages? calibration, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (calibration is not { Count: > 0 }) return null;
        progress?.Report($"calibrating on {calibration.Count} images");
        return Calibrator.Run(model, calibration, [.. Enumerable.Range(0, calibration.Count)], cancellation);
    }

    private static QuantizedModel Int8(
        Model model,
        ModelMetadata? metadata,
        QuantizationOptions options,
        CalibrationImages calibration,
        IProgress<string>? progress,
        CancellationToken cancellation)
    {
        // All images calibrate if there are too few to split, or if there is nothing to choose.
        var chooses = options.Recipe is null && calibration.Count >= LeastToChoose;
        int[] all = [.. Enumerable.Range(0, calibration.Count)];
        var calibrating = chooses ? all[..((all.Length + 1) / 2)] : all;
        progress?.Report($"calibrating on {calibrating.Length} images");
        var builder = new Int8Builder(model, InputRange(metadata?.Input, options.Input), calibration, calibrating, cancellation);
        List<RecipeTrial> trials = [];
        if (chooses)
        {
            var agreement = new Agreement(model, calibration, all[calibrating.Length..], cancellation);
            foreach (var recipe in Int8Recipe.Candidates)
            {
                progress?.Report($"trying {recipe.Name}");
                trials.Add(agreement.Judge(recipe, builder.Build(recipe, InferenceType.Float32, InferenceType.Float32)));
            }
        }

        var best = options.Recipe ?? trials.MinBy(trial => trial.Divergence)?.Recipe ?? Int8Recipe.Candidates[0];
        if (chooses)
        {
            // The images of the trial can calibrate now: means and ranges get better with more images.
            progress?.Report($"calibrating {best.Name} on all {all.Length} images");
            builder = new Int8Builder(model, InputRange(metadata?.Input, options.Input), calibration, all, cancellation);
        }

        return new QuantizedModel(options.Format, Write(builder.Build(best, options.Input, options.Output), metadata), best, trials);
    }

    /// <summary>The range of normalized pixels, which is known and need not be estimated from a few images.</summary>
    /// <remarks>
    /// An integer input maps the 256 values of a pixel to 256 stored values. Zero must be one of them, but with a mean of 127.5 it lies between two
    /// pixel values: every pixel then lies midway between two stored values, and the last bits of the caller's normalization would decide. A
    /// float32 input therefore gets 255 stored values for [-1, 1], so that no pixel is midway between two, and the 256th, -128, extends one step
    /// further.
    /// </remarks>
    private static CalibratedRange? InputRange(ImageInputMetadata? input, InferenceType type)
    {
        if (input is not { Mean: [var mean, ..], Std: [> 0 and var deviation, ..] }) return null;
        var (min, max) = ((0d - mean) / deviation, (255d - mean) / deviation);
        return type == InferenceType.Float32 && min == -max
            ? new CalibratedRange(min * 128 / 127, max)
            : new CalibratedRange(min, max);
    }

    private static byte[] Write(Model model, ModelMetadata? metadata)
    {
        var stamped = MinRuntimeVersion.Stamp(model);
        return metadata is null ? ModelWriter.Write(stamped) : MetadataWriter.Write(stamped, metadata.For(stamped));
    }
}

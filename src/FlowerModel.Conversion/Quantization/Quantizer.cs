using FlowerModel.Conversion.Quantization.Calibration;
using FlowerModel.Conversion.Quantization.Dynamic;
using FlowerModel.Conversion.Quantization.Float16;
using FlowerModel.Conversion.Quantization.Graph;
using FlowerModel.Conversion.Quantization.Int8;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Tflite;

namespace FlowerModel.Conversion.Quantization;

/// <summary>
/// Turns the float32 .tflite that <see cref="Float32.Float32Converter"/> writes, or any other of supported operators, into a quantized
/// one with the same metadata and labels. Nothing is trained, and the same input gives the same bytes.
/// </summary>
public static class Quantizer
{
    /// <summary>With fewer images the plainest recipe is taken untried.</summary>
    private const int LeastToChoose = 20;

    /// <summary>Quantizes a model.</summary>
    /// <param name="float32File">The whole .tflite file, with the labels behind it.</param>
    /// <param name="options">What to make of it.</param>
    /// <param name="calibration">
    /// Images of the training subset, the classes taking turns (<see cref="Pipeline.Data.CalibrationSet"/>); needed by
    /// <see cref="NumberFormat.Int8"/>, where without a given recipe the first half calibrates and the other chooses the recipe. To
    /// <see cref="NumberFormat.Dynamic"/> and <see cref="NumberFormat.Float16"/> they are of use: biases then make up for what
    /// rounding the kernels shifts.
    /// </param>
    /// <param name="progress">Is told in a few words what is being done.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="TfliteFormatException">The file is no sound .tflite model.</exception>
    /// <exception cref="QuantizationException">The model is not float32, or has an operator that cannot be quantized.</exception>
    /// <exception cref="ArgumentException">An int8 model is asked for without calibration images, or another kind with integer ends.</exception>
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
            throw new ArgumentException($"only an int8 model can take or give integers; a {options.Format} one is float32 at both ends", nameof(options));
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
                throw new ArgumentOutOfRangeException(nameof(options), options.Format, "no kind of quantization");
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
        // With so few that halves would say little, or where nothing has to be chosen, all calibrate.
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
            // What judged may calibrate now: means and ranges are the better known the more images there are.
            progress?.Report($"calibrating {best.Name} on all {all.Length} images");
            builder = new Int8Builder(model, InputRange(metadata?.Input, options.Input), calibration, all, cancellation);
        }

        return new QuantizedModel(options.Format, Write(builder.Build(best, options.Input, options.Output), metadata), best, trials);
    }

    /// <summary>What normalized pixels can be: known, not to be guessed from a few images.</summary>
    /// <remarks>
    /// An integer input takes the 256 values of a pixel as 256 stored ones. Zero must be one of them, and lies between two pixels where the mean is
    /// 127.5: each real pixel lies in the middle between two stored values then, and the last bits of whoever normalizes would decide. So a float32
    /// input gets 255 stored values for [-1, 1], which no pixel lies between, and the 256th, -128, reaches a step further.
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

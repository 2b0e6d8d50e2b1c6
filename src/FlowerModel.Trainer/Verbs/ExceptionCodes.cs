using FlowerModel.Conversion;
using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Stages;
using FlowerModel.Trainer.Engine;
using FlowerModel.Trainer.Features;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The codes of the exceptions that the trainer's own rooms throw; all others are <see cref="PipelineGuard"/>'s.</summary>
internal static class ExceptionCodes
{
    /// <summary>The error to show.</summary>
    public static Diagnostic? Explain(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        KerasShapeException shape => Diagnostic.Error(Codes.WeightsShapeMismatch, shape.Reason, shape.WeightsSource),
        KerasWeightsException weights => Diagnostic.Error(Codes.InvalidWeights, weights.Reason, weights.WeightsSource),
        ImageChangedException changed => Diagnostic.Error(Codes.DatasetChanged, changed.Message, changed.Path),
        QuantizationException quantization => Diagnostic.Error(Codes.UnsupportedModel, $"The model cannot be quantized: {quantization.Message}."),
        FeatureStoreException features => Diagnostic.Error(Codes.DamagedArtifact, features.Message),
        TrainingDivergedException diverged => Diagnostic.Error(Codes.TrainingDiverged, $"Training diverged: {diverged.Message}."),
        NativeEngineException { Problem: NativeEngineProblem.UnsupportedPlatform } platform => Diagnostic.Error(Codes.PlatformNotSupported, platform.Message),
        NativeEngineException native => Diagnostic.Error(Codes.NativeLibraryNotLoaded, native.Message),
        _ => PipelineGuard.Explain(exception),
    };
}

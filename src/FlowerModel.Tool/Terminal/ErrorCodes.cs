using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Runtime.Inference;

namespace FlowerModel.Tool.Terminal;

/// <summary>The coded message for each exception that can reach the user.</summary>
internal static class ErrorCodes
{
    /// <summary>The error to show.</summary>
    public static Diagnostic Explain(Exception error) => error switch
    {
        PipelineException known => known.Diagnostic,
        AggregateException { InnerExceptions: [var only, ..] } => Explain(only),
        KerasShapeException shape => Diagnostic.Error(Codes.WeightsShapeMismatch, shape.Reason, shape.WeightsSource),
        KerasWeightsException weights => Diagnostic.Error(Codes.InvalidWeights, weights.Reason, weights.WeightsSource),
        UnsupportedModelException unsupported => Diagnostic.Error(Codes.UnsupportedModel, unsupported.Message),
        UnauthorizedAccessException denied => Diagnostic.Error(
            Codes.WriteFailed, $"{denied.Message} Give this user the right to it, or choose another place."),
        IOException failed => Diagnostic.Error(
            Codes.WriteFailed, $"{failed.Message} If the disk is full, free some space. Nothing half-written was kept."),
        _ => Diagnostic.Error(
            Codes.Internal, $"FlowerModel met an error it did not foresee ({error.GetType().Name}): {error.Message} Please report it with the file."),
    };
}

using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Verbs;

/// <summary>The layer that <c>FineTuneFrom</c> names.</summary>
internal static class LayerName
{
    /// <summary>The tap before it.</summary>
    /// <exception cref="PipelineException">No such layer.</exception>
    public static Tap TapBefore(string layer)
    {
        try
        {
            return Tap.Before(layer);
        }
        catch (ArgumentException error)
        {
            throw new PipelineException(Codes.InvalidValue, $"FineTuneFrom=\"{layer}\" is not valid: {error.Message}", inner: error);
        }
    }
}

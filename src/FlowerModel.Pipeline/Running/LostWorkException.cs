using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Pipeline.Running;

/// <summary>The work folder of a stage was deleted while the stage ran, usually together with the whole cache.</summary>
internal sealed class LostWorkException(string folder, Exception inner)
    : Exception($"The work folder '{folder}' was deleted while it was used. Build again.", inner), ICodedError
{
    /// <inheritdoc/>
    public Diagnostic Diagnostic => Diagnostic.Error(Codes.FileVanished, Message);
}

using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Pipeline.Sources;

/// <summary>Weights in a Keras HDF5 file: a local file, a file that is downloaded when it is needed, or the trainer's own.</summary>
/// <param name="sha256">SHA-256 of the file.</param>
/// <param name="locate">
/// Returns the full path of the file, or <see cref="EmbeddedBase.Name"/>; downloads the file if it does not exist yet.
/// </param>
internal sealed class FileBaseWeights(string sha256, Func<string> locate) : BaseWeights
{
    /// <inheritdoc/>
    public override string Identity => sha256;

    /// <inheritdoc/>
    public override TrainerRequest AddTo(TrainerRequest request) => request with { BaseWeights = locate() };
}

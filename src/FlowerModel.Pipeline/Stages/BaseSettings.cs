using System.Globalization;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The base network and where its weights come from, as several stages read it.</summary>
/// <param name="Model">Architecture.</param>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Side of the input image in pixels.</param>
/// <param name="Weights">SHA-256 of the Keras weights file, or <c>random:SEED</c>.</param>
public sealed record BaseSettings(BaseModelKind Model, double Alpha, int ImageSize, string Weights)
{
    /// <summary>True from scratch: the weights are drawn from <see cref="RandomSeed"/>.</summary>
    [JsonIgnore]
    public bool IsRandom => Weights.StartsWith(RandomBaseWeights.Prefix, StringComparison.Ordinal);

    /// <summary>The seed of random weights.</summary>
    /// <exception cref="InvalidOperationException">The weights come from a file.</exception>
    [JsonIgnore]
    public int RandomSeed => IsRandom
        ? int.Parse(Weights.Substring(RandomBaseWeights.Prefix.Length), CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("The weights come from a file.");

    /// <summary>The base of a model.</summary>
    internal static BaseSettings Of(ModelSettings model, BaseWeights weights) => new(model.BaseModel, model.Alpha, model.ImageSize, weights.Identity);

    /// <summary>The base of a model, for stages that read trained weights: which ones it began with is of no interest to them.</summary>
    internal static BaseSettings Trained(ModelSettings model) => new(model.BaseModel, model.Alpha, model.ImageSize, "");
}

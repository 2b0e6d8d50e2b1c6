using System.Globalization;
using System.Text.Json.Serialization;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Sources;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The base network and the source of its weights, shared by the settings of several stages.</summary>
/// <param name="Model">Key of the network (<c>NetworkDescription.Key</c>).</param>
/// <param name="Alpha">Width multiplier.</param>
/// <param name="ImageSize">Side of the input image in pixels.</param>
/// <param name="Weights">SHA-256 of the Keras weights file, or <c>random:SEED</c>.</param>
public sealed record BaseSettings(string Model, double Alpha, int ImageSize, string Weights)
{
    /// <summary>True when training from scratch: the weights are drawn from <see cref="RandomSeed"/>.</summary>
    [JsonIgnore]
    public bool IsRandom => Weights.StartsWith(RandomBaseWeights.Prefix, StringComparison.Ordinal);

    /// <summary>The seed of random weights.</summary>
    /// <exception cref="InvalidOperationException">The weights come from a file.</exception>
    [JsonIgnore]
    public int RandomSeed => IsRandom
        ? int.Parse(Weights.Substring(RandomBaseWeights.Prefix.Length), CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("The weights come from a file.");

    /// <summary>Returns the base of a model.</summary>
    internal static BaseSettings Of(ModelSettings model, BaseWeights weights) => new(model.Network.Key, model.Alpha, model.ImageSize, weights.Identity);

    /// <summary>Returns the base of a model for stages that read trained weights and do not depend on the initial ones.</summary>
    internal static BaseSettings Trained(ModelSettings model) => new(model.Network.Key, model.Alpha, model.ImageSize, "");
}

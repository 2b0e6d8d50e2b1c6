using System.Text.Json.Serialization;
using FlowerModel.Runtime;

namespace FlowerApi.Hosting;

/// <summary>What a client receives.</summary>
/// <param name="Label">The most likely class.</param>
/// <param name="Score">Its score, 0 to 1.</param>
/// <param name="IsKnown">False if the image probably shows none of the classes.</param>
/// <param name="Top">The most likely classes, best first.</param>
internal sealed record Answer(string Label, float Score, bool IsKnown, IReadOnlyList<LabelScore> Top)
{
    public static Answer Of(Classification result, int top) =>
        new(result.Label, result.Score, result.IsKnown, [.. result.Top(top).Select(candidate => new LabelScore(candidate.Label, candidate.Score))]);
}

/// <summary>A class and its score.</summary>
internal sealed record LabelScore(string Label, float Score);

/// <summary>JSON without reflection, for trimming and NativeAOT.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class ApiJson : JsonSerializerContext;

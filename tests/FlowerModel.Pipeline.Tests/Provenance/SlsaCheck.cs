using System.Text.Json;
using System.Text.RegularExpressions;

namespace FlowerModel.Pipeline.Tests.Provenance;

/// <summary>
/// The rules for an in-toto Statement v1 with SLSA's predicate, by hand from the specifications: in-toto/attestation, <c>spec/v1/statement.md</c> and
/// <c>resource_descriptor.md</c>; slsa.dev/spec/v1.0/provenance. Fields that they do not name are reported, too.
/// </summary>
internal static partial class SlsaCheck
{
    public static void Assert(JsonElement statement)
    {
        Fields(statement, required: ["_type", "subject", "predicateType"], optional: ["predicate"]);
        Xunit.Assert.Equal("https://in-toto.io/Statement/v1", statement.GetProperty("_type").GetString());
        Xunit.Assert.Equal("https://slsa.dev/provenance/v1", statement.GetProperty("predicateType").GetString());
        var subjects = Descriptors(statement.GetProperty("subject"));
        Xunit.Assert.NotEmpty(subjects);
        Xunit.Assert.All(subjects, subject => Xunit.Assert.True(subject.TryGetProperty("digest", out _), "a subject needs a digest"));
        var names = subjects.Select(subject => subject.GetProperty("name").GetString()).ToArray();
        Xunit.Assert.Equal(names.Distinct(), names);

        var predicate = statement.GetProperty("predicate");
        Fields(predicate, required: ["buildDefinition", "runDetails"]);
        var definition = predicate.GetProperty("buildDefinition");
        Fields(definition, required: ["buildType", "externalParameters"], optional: ["internalParameters", "resolvedDependencies"]);
        IsUri(definition.GetProperty("buildType"));
        var parameters = definition.GetProperty("externalParameters").EnumerateObject().Select(field => field.Name).ToArray();
        Xunit.Assert.NotEmpty(parameters);
        Xunit.Assert.Empty(parameters.Intersect(definition.GetProperty("internalParameters").EnumerateObject().Select(field => field.Name)));
        Descriptors(definition.GetProperty("resolvedDependencies"));

        var run = predicate.GetProperty("runDetails");
        Fields(run, required: ["builder"], optional: ["metadata", "byproducts"]);
        Fields(run.GetProperty("builder"), required: ["id"], optional: ["version", "builderDependencies"]);
        IsUri(run.GetProperty("builder").GetProperty("id"));
        Xunit.Assert.All(
            run.GetProperty("builder").GetProperty("version").EnumerateObject(), version => Xunit.Assert.Equal(JsonValueKind.String, version.Value.ValueKind));
        Fields(run.GetProperty("metadata"), optional: ["invocationId", "startedOn", "finishedOn"]);
        Descriptors(run.GetProperty("byproducts"));
    }

    private static JsonElement[] Descriptors(JsonElement list)
    {
        Xunit.Assert.Equal(JsonValueKind.Array, list.ValueKind);
        foreach (var descriptor in list.EnumerateArray())
        {
            Fields(descriptor, optional: ["name", "uri", "digest", "content", "downloadLocation", "mediaType", "annotations"]);
            var identifies = descriptor.EnumerateObject().Any(field => field.Name is "uri" or "digest" or "content");
            Xunit.Assert.True(identifies, $"{descriptor} needs a uri, a digest or its content");
            if (descriptor.TryGetProperty("uri", out var uri)) IsUri(uri);
            if (descriptor.TryGetProperty("name", out var name)) Xunit.Assert.False(Path.IsPathRooted(name.GetString()!), $"{name} is not portable");
            if (!descriptor.TryGetProperty("digest", out var digest)) continue;
            Xunit.Assert.NotEmpty(digest.EnumerateObject());
            Xunit.Assert.All(digest.EnumerateObject(), hash => Xunit.Assert.Equal("sha256", hash.Name));
            Xunit.Assert.Matches(Sha256(), digest.GetProperty("sha256").GetString());
        }

        return [.. list.EnumerateArray()];
    }

    private static void Fields(JsonElement element, string[]? required = null, string[]? optional = null)
    {
        Xunit.Assert.Equal(JsonValueKind.Object, element.ValueKind);
        var names = element.EnumerateObject().Select(field => field.Name).ToArray();
        Xunit.Assert.Equal(names.Distinct(), names);
        Xunit.Assert.Empty((required ?? []).Except(names));
        Xunit.Assert.Empty(names.Except([.. required ?? [], .. optional ?? []]));
    }

    // A type URI begins with a scheme (RFC 3986).
    private static void IsUri(JsonElement text) => Xunit.Assert.Matches(AbsoluteUri(), text.GetString());

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$")]
    private static partial Regex AbsoluteUri();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}

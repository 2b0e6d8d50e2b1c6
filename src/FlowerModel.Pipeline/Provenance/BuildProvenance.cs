namespace FlowerModel.Pipeline.Provenance;

/// <summary>SLSA's predicate for build provenance, version 1 (https://slsa.dev/provenance/v1).</summary>
/// <param name="BuildDefinition">What went in.</param>
/// <param name="RunDetails">What made it, and what else came out.</param>
public sealed record BuildProvenance(BuildDefinition BuildDefinition, RunDetails RunDetails);

/// <summary>The inputs of a build.</summary>
/// <param name="BuildType">URI that identifies the meaning of the parameters; docs/provenance.md describes it.</param>
/// <param name="ExternalParameters">What the project sets.</param>
/// <param name="InternalParameters">What follows from it and from the versions of the stages.</param>
/// <param name="ResolvedDependencies">Images, base weights and packages.</param>
public sealed record BuildDefinition(
    string BuildType,
    ExternalParameters ExternalParameters,
    InternalParameters InternalParameters,
    IReadOnlyList<ResourceDescriptor> ResolvedDependencies);

/// <summary>The parameters that the project sets.</summary>
/// <param name="Item">The item with all its metadata, defaults included, by name.</param>
public sealed record ExternalParameters(IReadOnlyDictionary<string, object> Item);

/// <summary>The parameters that the build computes.</summary>
/// <param name="Stages">The stages, in the order of the data flow.</param>
public sealed record InternalParameters(IReadOnlyList<StageParameters> Stages);

/// <summary>The key of a stage.</summary>
/// <param name="Name">The stage; with a number format for a stage that has one result per format.</param>
/// <param name="Key">The key: SHA-256 of the entries.</param>
/// <param name="Entries">What the key is computed from, by name and in order: version, settings, hashes of inputs.</param>
public sealed record StageParameters(string Name, string Key, IReadOnlyDictionary<string, string> Entries);

/// <summary>What made a model.</summary>
/// <param name="Builder">The builder.</param>
/// <param name="Metadata">Facts about one run; always empty, because the same inputs give the same statement.</param>
/// <param name="Byproducts">The artifacts of all stages.</param>
public sealed record RunDetails(Builder Builder, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<ResourceDescriptor> Byproducts);

/// <summary>What runs a build.</summary>
/// <param name="Id">URI of the builder.</param>
/// <param name="Version">Versions of its parts, by name.</param>
public sealed record Builder(string Id, IReadOnlyDictionary<string, string> Version);

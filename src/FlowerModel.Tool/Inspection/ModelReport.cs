using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FlowerModel.Tool.Inspection;

/// <summary>The result of <c>flowermodel inspect</c>; docs/command-line.md describes its JSON, which only gains fields.</summary>
internal sealed record ModelReport
{
    /// <summary>Version of this JSON; it changes only if a field is removed or changes its meaning.</summary>
    public int FormatVersion { get; } = 1;

    public required string File { get; init; }

    public required string Sha256 { get; init; }

    public required string Description { get; init; }

    public required string? MinRuntimeVersion { get; init; }

    /// <summary>How kernels and activations are stored: float32, float16, dynamic, int8, uint8, mixed or none.</summary>
    public required string NumberFormat { get; init; }

    public required SizeReport Sizes { get; init; }

    /// <summary>Number of operators by name, over all subgraphs.</summary>
    public required IReadOnlyDictionary<string, int> OperatorCounts { get; init; }

    public required IReadOnlyList<SubgraphReport> Subgraphs { get; init; }

    public required IReadOnlyList<SignatureReport> Signatures { get; init; }

    public required MetadataReport? Metadata { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<AssociatedFileReport> AssociatedFiles { get; init; }

    /// <summary>Descriptions of parts of the file that this version ignores.</summary>
    public required IReadOnlyList<string> NotUnderstood { get; init; }
}

/// <summary>What the bytes of the file are used for; the parts add up to the total.</summary>
/// <param name="Total">Length of the file.</param>
/// <param name="Kernels">Weights of convolutions and dense layers.</param>
/// <param name="Biases">Biases of convolutions and dense layers.</param>
/// <param name="OtherConstants">All other constant tensors.</param>
/// <param name="Metadata">Named buffers, including TFLite Metadata.</param>
/// <param name="AssociatedFiles">Content of the zip archive appended to the model, as stored.</param>
/// <param name="Structure">The rest: tables, names, scales, padding, zip directory.</param>
/// <param name="KernelsByOperator">The kernels' bytes by operator.</param>
internal sealed record SizeReport(
    long Total,
    long Kernels,
    long Biases,
    long OtherConstants,
    long Metadata,
    long AssociatedFiles,
    long Structure,
    IReadOnlyDictionary<string, long> KernelsByOperator);

internal sealed record SubgraphReport(
    string Name,
    IReadOnlyList<int> Inputs,
    IReadOnlyList<int> Outputs,
    IReadOnlyList<OperatorReport> Operators,
    IReadOnlyList<TensorReport> Tensors);

/// <param name="Index">Position in the order of execution.</param>
/// <param name="Name">TFLite's name, or the name of a custom operator.</param>
/// <param name="Version">Version of the operator's definition.</param>
/// <param name="Inputs">Tensor indices; -1 for an omitted optional input.</param>
/// <param name="Outputs">Tensor indices.</param>
/// <param name="Options">All settings; null if there are none or they are unknown.</param>
/// <param name="Facts">The relevant settings as text; not in the JSON.</param>
internal sealed record OperatorReport(
    int Index,
    string Name,
    int Version,
    IReadOnlyList<int> Inputs,
    IReadOnlyList<int> Outputs,
    JsonObject? Options,
    [property: JsonIgnore] string Facts);

/// <param name="Index">Index in the subgraph.</param>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">TFLite's name of the element type.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="ShapeSignature">The shape with -1 for dimensions that a caller may resize; null if there are none.</param>
/// <param name="Bytes">Bytes of the elements, in the file or at run time.</param>
/// <param name="IsConstant">True if the value is stored in the file.</param>
/// <param name="IsVariable">True if the value is kept between runs.</param>
/// <param name="Quantization">How integers map to real numbers, or null.</param>
internal sealed record TensorReport(
    int Index,
    string Name,
    string Type,
    IReadOnlyList<int> Shape,
    IReadOnlyList<int>? ShapeSignature,
    long Bytes,
    [property: JsonPropertyName("constant")] bool IsConstant,
    [property: JsonPropertyName("variable")] bool IsVariable,
    TensorQuantization? Quantization);

/// <summary>Quantization of a tensor; with a single scale, minimum and maximum are the same.</summary>
/// <param name="Scheme">per-tensor or per-channel.</param>
/// <param name="Channels">Number of scales.</param>
/// <param name="Dimension">The dimension that the scales apply to.</param>
/// <param name="ScaleMinimum">Smallest scale.</param>
/// <param name="ScaleMaximum">Largest scale.</param>
/// <param name="ZeroPointMinimum">Smallest zero point.</param>
/// <param name="ZeroPointMaximum">Largest zero point.</param>
/// <param name="RangeMinimum">Smallest number that the tensor can hold; null for types of more than 16 bits.</param>
/// <param name="RangeMaximum">Largest number that the tensor can hold; null likewise.</param>
internal sealed record TensorQuantization(
    string Scheme,
    int Channels,
    int Dimension,
    float ScaleMinimum,
    float ScaleMaximum,
    long ZeroPointMinimum,
    long ZeroPointMaximum,
    double? RangeMinimum,
    double? RangeMaximum);

internal sealed record SignatureReport(
    string Key, int Subgraph, IReadOnlyList<SignatureTensorReport> Inputs, IReadOnlyList<SignatureTensorReport> Outputs);

internal sealed record SignatureTensorReport(string Name, int Tensor);

internal sealed record MetadataReport(
    string Name,
    string Version,
    string Author,
    string License,
    string Description,
    string MinParserVersion,
    MetadataInputReport? Input,
    MetadataOutputReport? Output);

internal sealed record MetadataInputReport(
    string Name,
    string Description,
    string ColorSpace,
    int? Width,
    int? Height,
    IReadOnlyList<float> Mean,
    IReadOnlyList<float> Std,
    float Minimum,
    float Maximum);

internal sealed record MetadataOutputReport(
    string Name, string Description, float Minimum, float Maximum, ScoreCalibrationReport? Calibration, string? LabelFile);

internal sealed record ScoreCalibrationReport(string Transformation, float DefaultScore);

/// <param name="Name">Name in the zip archive appended to the model.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="StoredBytes">Its stored size in the zip archive.</param>
internal sealed record AssociatedFileReport(string Name, long Bytes, long StoredBytes);

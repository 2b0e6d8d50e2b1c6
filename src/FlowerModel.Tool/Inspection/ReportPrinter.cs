using System.Globalization;
using FlowerModel.Tool.Terminal;
using Spectre.Console;

namespace FlowerModel.Tool.Inspection;

/// <summary>Prints the report as tables.</summary>
internal static class ReportPrinter
{
    private const int NameLength = 44;

    /// <summary>Number of labels shown; the rest are only counted.</summary>
    private const int LabelsShown = 20;

    /// <summary>Prints the report.</summary>
    public static void Print(ModelReport report, ToolOutput output)
    {
        output.Write(Summary(report));
        output.WriteLine();
        output.Write("Size by part", Sizes(report.Sizes));
        output.Write("Operator counts", Counts(report));
        for (var index = 0; index < report.Subgraphs.Count; index++)
        {
            var graph = report.Subgraphs[index];
            var title = report.Subgraphs.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" of subgraph {index} ({graph.Name})");
            output.Write("Operators" + title, Operators(graph));
            output.Write("Tensors" + title, Tensors(graph));
        }

        PrintMetadata(report, output);
    }

    private static Grid Summary(ModelReport report)
    {
        var grid = Tables.Facts();
        var main = report.Subgraphs[0];
        grid.Add("File", $"{report.File}, {Printable.Bytes(report.Sizes.Total)} ({report.Sizes.Total} bytes)");
        grid.Add("SHA-256", report.Sha256);
        grid.Add("Description", report.Description);
        grid.Add("Number format", report.NumberFormat);
        grid.Add("Inputs", string.Join(", ", main.Inputs.Select(index => InOut(main.Tensors[index]))));
        grid.Add("Outputs", string.Join(", ", main.Outputs.Select(index => InOut(main.Tensors[index]))));
        grid.Add("Minimum runtime", report.MinRuntimeVersion ?? "not specified");
        foreach (var unknown in report.NotUnderstood) grid.Add("Not understood", unknown);
        foreach (var signature in report.Signatures)
        {
            grid.Add("Signature", $"{signature.Key}: ({Names(signature.Inputs)}) -> ({Names(signature.Outputs)})");
        }

        return grid;

        static string Names(IEnumerable<SignatureTensorReport> tensors) =>
            string.Join(", ", tensors.Select(tensor => string.Create(CultureInfo.InvariantCulture, $"{tensor.Name} #{tensor.Tensor}")));
    }

    private static Table Sizes(SizeReport sizes)
    {
        var table = Tables.Create("part", ">bytes", ">share");
        foreach (var (name, bytes) in sizes.KernelsByOperator) Add("kernels of " + name, bytes);
        Add("biases", sizes.Biases);
        Add("other constants", sizes.OtherConstants);
        Add("metadata", sizes.Metadata);
        Add("associated files", sizes.AssociatedFiles);
        Add("structure: tables, names, scales, padding", sizes.Structure);
        Add("total", sizes.Total);
        return table;

        void Add(string part, long bytes) =>
            table.Add(part, bytes.ToString(CultureInfo.InvariantCulture), Printable.Percent((double)bytes / Math.Max(1, sizes.Total)));
    }

    private static Table Counts(ModelReport report)
    {
        var table = Tables.Create("operator", ">count");
        foreach (var (name, count) in report.OperatorCounts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add(Printable.Short(name, NameLength), count.ToString(CultureInfo.InvariantCulture));
        }

        table.Add("all", report.OperatorCounts.Values.Sum().ToString(CultureInfo.InvariantCulture));
        return table;
    }

    private static Table Operators(SubgraphReport graph)
    {
        var table = Tables.Create(">#", "operator", ">version", "inputs", "outputs", "options");
        foreach (var op in graph.Operators)
        {
            table.Add(
                op.Index.ToString(CultureInfo.InvariantCulture),
                Printable.Short(op.Name, NameLength),
                op.Version.ToString(CultureInfo.InvariantCulture),
                References(op.Inputs, graph),
                References(op.Outputs, graph),
                op.Facts);
        }

        return table;
    }

    private static Table Tensors(SubgraphReport graph)
    {
        var table = Tables.Create(">#", "name", "type", "shape", ">bytes", "kind", "quantization");
        foreach (var tensor in graph.Tensors)
        {
            table.Add(
                tensor.Index.ToString(CultureInfo.InvariantCulture),
                Printable.Short(tensor.Name, NameLength),
                Type(tensor),
                Shape(tensor.ShapeSignature ?? tensor.Shape),
                tensor.Bytes.ToString(CultureInfo.InvariantCulture),
                Kind(tensor, graph),
                tensor.Quantization is { } quantization ? Describe(quantization) : "");
        }

        return table;
    }

    private static void PrintMetadata(ModelReport report, ToolOutput output)
    {
        if (report.Metadata is not { } metadata)
        {
            output.WriteLine("No TFLite Metadata.");
            return;
        }

        var grid = Tables.Facts();
        grid.Add("TFLite Metadata", "parser " + metadata.MinParserVersion + " or later");
        grid.Add("  name", metadata.Name);
        grid.Add("  version", metadata.Version);
        grid.Add("  author", metadata.Author);
        grid.Add("  license", metadata.License);
        grid.Add("  description", metadata.Description);
        if (metadata.Input is { } input) grid.Add("  input", Describe(input));
        if (metadata.Output is { } scores)
        {
            grid.Add("  output", scores.Name + Between(scores.Minimum, scores.Maximum));
            grid.Add(
                "  calibration",
                scores.Calibration is { } calibration ? $"{calibration.Transformation}, default score {Printable.Number(calibration.DefaultScore)}" : null);
            grid.Add("  label file", scores.LabelFile);
        }

        foreach (var file in report.AssociatedFiles) grid.Add("  in the zip archive", $"{file.Name}, {Printable.Bytes(file.Bytes)}");
        grid.Add("Labels", Describe(report.Labels));
        output.Write(grid);
    }

    private static string Describe(MetadataInputReport input)
    {
        var size = input.Width is { } width ? string.Create(CultureInfo.InvariantCulture, $", {width}x{input.Height} pixels") : "";
        var normalization = input.Mean.Count == 0 ? "not normalized" : $"(byte - {Numbers(input.Mean)}) / {Numbers(input.Std)}";
        return $"{input.Name}, {input.ColorSpace}{size}, {normalization}{Between(input.Minimum, input.Maximum)}";

        static string Numbers(IReadOnlyList<float> values) =>
            values.Count == 1 ? Printable.Number(values[0]) : $"[{string.Join(", ", values.Select(value => Printable.Number(value)))}]";
    }

    /// <summary>A range; metadata without one contains 0 to 0.</summary>
    private static string Between(float minimum, float maximum) =>
        minimum == 0 && maximum == 0 ? "" : $", {Printable.Number(minimum)} to {Printable.Number(maximum)}";

    private static string Describe(IReadOnlyList<string> labels)
    {
        if (labels.Count == 0) return "none";
        var shown = string.Join(", ", labels.Take(LabelsShown).Select(label => Printable.Short(label, NameLength)));
        return string.Create(CultureInfo.InvariantCulture, $"{labels.Count}: {shown}{(labels.Count > LabelsShown ? ", …" : "")}");
    }

    private static string Describe(TensorQuantization quantization) => quantization.Channels == 1
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"scale {Printable.Number(quantization.ScaleMinimum)}, zero {quantization.ZeroPointMinimum}{Range(quantization)}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{quantization.Channels} scales along {quantization.Dimension}, "
            + $"{Printable.Number(quantization.ScaleMinimum)} to {Printable.Number(quantization.ScaleMaximum)}");

    private static string Range(TensorQuantization quantization) => quantization is { RangeMinimum: { } min, RangeMaximum: { } max }
        ? $", {Printable.Number(min)} to {Printable.Number(max)}"
        : "";

    private static string References(IReadOnlyList<int> tensors, SubgraphReport graph) => string.Join(
        " ",
        tensors.Select(index => index < 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"#{index}:{Type(graph.Tensors[index])}[{Shape(graph.Tensors[index].Shape)}]")));

    private static string InOut(TensorReport tensor) =>
        $"{Printable.Short(tensor.Name, NameLength)}: {Type(tensor)} [{Shape(tensor.ShapeSignature ?? tensor.Shape)}]"
        + (tensor.Quantization is { } quantization ? $", {Describe(quantization)}" : "");

    private static string Kind(TensorReport tensor, SubgraphReport graph) =>
        tensor.IsConstant ? "constant"
        : tensor.IsVariable ? "variable"
        : graph.Inputs.Contains(tensor.Index) ? "input"
        : graph.Outputs.Contains(tensor.Index) ? "output"
        : "";

    private static string Type(TensorReport tensor) => tensor.Type.ToLowerInvariant();

    private static string Shape(IReadOnlyList<int> shape) => string.Join("x", shape);
}

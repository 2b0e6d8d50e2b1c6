using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Reads a dataset given as a CSV list (RFC 4180, UTF-8): a header with the columns <c>path</c> and <c>label</c>, in any order and case;
/// other columns are ignored. Paths are relative to the list and stay below its folder.
/// </summary>
internal static class ListReader
{
    private const string PathColumn = "path";
    private const string LabelColumn = "label";

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        MaxRecordSize = 1 << 20,
    };

    /// <summary>Reads a list.</summary>
    /// <param name="csv">The list's bytes.</param>
    /// <param name="listPath">Its path, for messages.</param>
    /// <exception cref="PipelineException"><see cref="Codes.InvalidList"/>, with the line.</exception>
    public static DatasetFiles Read(byte[] csv, string listPath)
    {
        // Bytes that are not UTF-8 would be decoded to wrong file names, so report them.
        if (!Utf8.IsValid(csv))
        {
            throw new PipelineException(Codes.InvalidList, "The list is not UTF-8. Save it as \"CSV UTF-8\".", listPath);
        }

        using var reader = CsvReader.Create(csv, Options);
        try
        {
            return ReadLines(reader, listPath);
        }
        catch (CsvFormatException malformed)
        {
            throw Invalid(
                listPath,
                Math.Max(malformed.LineNumber, 1),
                "a double quote is in an invalid place. Quote the whole field and double the quotes in it.",
                malformed);
        }
    }

    private static DatasetFiles ReadLines(CsvReader reader, string listPath)
    {
        var labels = new Dictionary<string, (string Label, long Line)>(StringComparer.Ordinal);
        var (pathColumn, labelColumn) = (Column(reader, PathColumn, listPath), Column(reader, LabelColumn, listPath));
        while (reader.Read())
        {
            var line = reader.LineNumber;
            var path = CheckPath(reader.GetString(pathColumn), listPath, line);
            var label = CheckLabel(reader.GetString(labelColumn), listPath, line);
            if (labels.TryAdd(path, (label, line)) || labels[path].Label == label) continue;
            throw Invalid(
                listPath,
                line,
                $"'{path}' has label '{label}' here and '{labels[path].Label}' in line {labels[path].Line}. Remove one of them.");
        }

        return new DatasetFiles(
            [.. labels.Values.Select(value => value.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. labels
                .Select(pair => new ImageFile(pair.Value.Label, pair.Key))
                .OrderBy(image => image.Label, StringComparer.Ordinal)
                .ThenBy(image => image.Path, StringComparer.Ordinal)]);
    }

    private static int Column(CsvReader reader, string column, string listPath)
    {
        var columns = reader.Headers.Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (columns.Count(name => name == column) == 1) return columns.IndexOf(column);
        var advice =
            columns is [var only] && only.Contains(';', StringComparison.Ordinal) ? " Fields are separated by commas, not semicolons." : "";
        throw Invalid(listPath, 1, $"the header must have one column '{column}', as in \"path,label\".{advice}");
    }

    private static string CheckPath(string field, string listPath, long line)
    {
        if (field.Length == 0) throw Invalid(listPath, line, "the path is missing.");
        if (EntryNames.Check(field, out var segments) is { } wrong)
        {
            throw Invalid(listPath, line, $"'{field}' {wrong}. Paths must be relative to the list, for images beside or below it.");
        }

        return string.Join('/', segments);
    }

    private static string CheckLabel(string field, string listPath, long line)
    {
        if (field.Length == 0) throw Invalid(listPath, line, "the label is missing.");
        if (field.Any(char.IsControl)) throw Invalid(listPath, line, "the label has control characters or line breaks.");
        return field;
    }

    private static PipelineException Invalid(string listPath, long line, string what, Exception? cause = null) => new(
        Codes.InvalidList, string.Create(CultureInfo.InvariantCulture, $"Line {line} of the list: {what}"), listPath, cause);
}

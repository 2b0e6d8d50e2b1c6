using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Data;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Reads a dataset given as a CSV list (RFC 4180, UTF-8): a header with the columns of <see cref="ListColumns"/>. Paths are relative to the list and
/// stay below its folder.
/// </summary>
internal static class ListReader
{
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
        var columns = ListColumns.Of(reader.Headers, text => Invalid(listPath, 1, text));
        var images = new Dictionary<string, (ImageFile Image, long Line)>(StringComparer.Ordinal);
        var groups = new ListGroups();
        while (reader.Read())
        {
            var line = reader.LineNumber;
            var image = new ImageFile(
                CheckLabel(reader.GetString(columns.Label), listPath, line),
                CheckPath(reader.GetString(columns.Path), listPath, line),
                CheckSubset(Optional(reader, columns.Split), listPath, line),
                Optional(reader, columns.Group));
            if (groups.Add(image, line) is { } contradiction) throw Invalid(listPath, line, contradiction);
            if (images.TryAdd(image.Path, (image, line)) || images[image.Path].Image == image) continue;
            throw Invalid(listPath, line, Difference(image, images[image.Path].Image, images[image.Path].Line));
        }

        return new DatasetFiles(
            [.. images.Values.Select(value => value.Image.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. images.Values
                .Select(value => value.Image)
                .OrderBy(image => image.Label, StringComparer.Ordinal)
                .ThenBy(image => image.Path, StringComparer.Ordinal)]);
    }

    private static string Difference(ImageFile image, ImageFile earlier, long line) => image.Label == earlier.Label
        ? string.Create(CultureInfo.InvariantCulture, $"'{image.Path}' has another split or group here than in line {line}. Remove one of them.")
        : string.Create(
            CultureInfo.InvariantCulture, $"'{image.Path}' has label '{image.Label}' here and '{earlier.Label}' in line {line}. Remove one of them.");

    // Null if there is no such column, or nothing in it.
    private static string? Optional(CsvReader reader, int? column) =>
        column is { } index && reader.GetString(index) is { Length: > 0 } text ? text : null;

    private static Subset? CheckSubset(string? field, string listPath, long line)
    {
        if (field is null) return null;
        return SubsetName.Parse(field) ?? throw Invalid(
            listPath, line, $"'{field}' is not a split. Write one of {SubsetName.Known}, or leave the field empty to let the usual rule decide.");
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
        Diagnostic.Error(Codes.InvalidList, string.Create(CultureInfo.InvariantCulture, $"Line {line} of the list: {what}"), listPath) with
        {
            Line = (int)line,
        },
        cause);
}

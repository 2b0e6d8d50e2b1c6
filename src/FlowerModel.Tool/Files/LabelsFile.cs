using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Tool.Files;

/// <summary>A labels file: one class name a line, in the order of the model's outputs.</summary>
internal static class LabelsFile
{
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads the labels.</summary>
    /// <exception cref="PipelineException">The file is missing, cannot be read, or has an empty line or a control character.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path)) throw Error("There is no such labels file; correct its path.");
        string text;
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw Error("The file is too long to be a list of labels: one class name a line is expected.");
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error($"The labels file cannot be read: {error.Message}");
        }

        var labels = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        for (var line = 0; line < labels.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(labels[line])) throw Error($"Line {line + 1} is empty; one class name a line is expected.");
            if (labels[line].Any(char.IsControl)) throw Error($"Line {line + 1} has control characters; is this a text file with one class name a line?");
        }

        return labels;

        PipelineException Error(string text) => new(Codes.LabelsMismatch, text, path);
    }
}

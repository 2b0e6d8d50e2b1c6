using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>
/// The labels file: class names in UTF-8, one per line, in the order of the model's outputs. It is written with line feeds and read with any
/// line endings.
/// </summary>
public static class LabelsFile
{
    /// <summary>Name of the artifact among the stage's outputs, and of the file that the command-line tool expects beside weights.</summary>
    public const string FileName = "labels.txt";

    private const int MaxBytes = 16 << 20;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="labels">Class names without line breaks.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<string> labels) => AtomicFile.WriteText(path, string.Concat(labels.Select(label => label + "\n")));

    /// <summary>Reads the file.</summary>
    /// <exception cref="PipelineException">The file is missing, cannot be read, or has an empty line or a control character.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        var labels = ReadText(path).Replace("\r\n", "\n").Replace('\r', '\n').TrimEnd('\n').Split('\n');
        for (var line = 0; line < labels.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(labels[line])) throw Error(path, $"Line {line + 1} is empty; one class name per line is expected.");
            if (labels[line].Any(char.IsControl))
                throw Error(path, $"Line {line + 1} contains control characters; is this a text file with one class name per line?");
        }

        return labels;
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path)) throw Error(path, "The labels file does not exist; correct its path.");
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw Error(path, "The file is too large for a list of labels; one class name per line is expected.");
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error(path, $"The labels file cannot be read: {error.Message}");
        }
    }

    private static PipelineException Error(string path, string text) => new(Codes.LabelsMismatch, text, path);
}

namespace FlowerModel.Build.Tasks.Terminal;

/// <summary>
/// What the terminal logger shows below a finished project. That logger shows no messages, but it shows the path in the line
/// <c>Project -&gt; path</c> that every build logs for its output. The last such line counts, and its text can have several lines.
/// </summary>
internal sealed class ClosingLines
{
    private const string Link = "\u001b]8;;";
    private const string EndOfLink = "\u001b\\";

    private readonly List<string> lines = [];

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        lock (lines) lines.Add(line);
    }

    /// <summary>Returns the message that makes the terminal logger show the lines, and forgets them; null if there are none.</summary>
    /// <param name="projectFile">Full path of the project file.</param>
    /// <param name="output">Full path of what the project has built.</param>
    /// <param name="workingDirectory">Full path of the folder that the path is shown relative to, if it is below; null: the full path is shown.</param>
    public string? Take(string projectFile, string output, string? workingDirectory)
    {
        lock (lines)
        {
            if (lines.Count == 0) return null;
            var folder = workingDirectory?.TrimEnd('/') + "/";
            var shown = folder.Length > 1 && output.StartsWith(folder, StringComparison.Ordinal) ? output.Substring(folder.Length) : output;
            var text = string.Concat(lines.Select(line => $"{Environment.NewLine}    {line}"));
            lines.Clear();
            var target = new Uri(Path.GetDirectoryName(output)!).AbsoluteUri;
            return $"{Path.GetFileNameWithoutExtension(projectFile)} -> {Link}{target}{EndOfLink}{shown}{Link}{EndOfLink}{text}";
        }
    }
}

using System.Text;

namespace FlowerModel.Trainer.RemoteExecution.Content;

/// <summary>Paths on a worker, and their order.</summary>
internal static class RemotePath
{
    /// <summary>Compares names by their code points, as the API demands. Ordinal comparison of UTF-16 differs beyond U+FFFF.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(
        (left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

    /// <summary>Returns the names in a path.</summary>
    /// <exception cref="ArgumentException">The path is absolute, leaves its root, or has an empty name.</exception>
    public static string[] Split(string path)
    {
        var names = path.Split('/');
        return names.Any(name => name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal))
            ? throw new ArgumentException($"'{path}' is not a path below the input root", nameof(path))
            : names;
    }
}

namespace FlowerApp;

/// <summary>The images beside the project that the training has not seen: one folder a class, as in the data set.</summary>
internal static class UnseenImages
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "unseen");

    /// <summary>Full paths, sorted.</summary>
    public static IEnumerable<string> All() => Directory.EnumerateFiles(Folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Class folder and file name of an image: <c>daisy/001.jpg</c>.</summary>
    public static string Describe(string image) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(image))) + "/" + Path.GetFileName(image);
}

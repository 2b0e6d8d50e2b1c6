namespace FlowerApp;

/// <summary>The project's images that are not used for training: one folder per class, as in the data set.</summary>
internal static class UnseenImages
{
    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "unseen");

    /// <summary>Returns their full paths, sorted.</summary>
    public static IEnumerable<string> All() => Directory.EnumerateFiles(Folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Returns the class folder and the file name of an image, for example <c>daisy/001.jpg</c>.</summary>
    public static string Describe(string image) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(image))) + "/" + Path.GetFileName(image);
}

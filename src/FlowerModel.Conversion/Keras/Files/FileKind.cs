namespace FlowerModel.Conversion.Keras.Files;

/// <summary>Recognizes files that are not Keras files, to say what they are.</summary>
internal static class FileKind
{
    /// <summary>Number of bytes at the start of a file that <see cref="Problem"/> needs.</summary>
    public const int StartLength = 64;

    /// <summary>Returns what a file is and what to do; null if it is not recognized.</summary>
    /// <param name="start">The first bytes of the file.</param>
    public static string? Problem(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8)) return "this is a Git LFS pointer, not the file that it stands for; run git lfs pull";
        if (start.TrimStart(" \t\r\n"u8) is var text && (StartsWith(text, "<!doctype"u8) || StartsWith(text, "<html"u8)))
            return "this is a web page, not a weights file; download the file itself";
        if (start.Length > 8 && start[4..8].SequenceEqual("TFL3"u8)) return "this is a .tflite model, not a weights file";
        return null;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) =>
        text.Length >= lowerCase.Length && System.Text.Ascii.EqualsIgnoreCase(text[..lowerCase.Length], lowerCase);
}

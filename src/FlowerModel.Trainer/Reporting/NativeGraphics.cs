namespace FlowerModel.Trainer.Reporting;

/// <summary>The native graphics library that draws PNG images: the package does not contain it for every platform.</summary>
internal static class NativeGraphics
{
    /// <summary>True if the error shows that the library is missing, was built for another platform, or has another version.</summary>
    public static bool IsMissing(Exception error) => Reason(error) is not null;

    /// <summary>Returns the first sentence of the system's explanation, or null if the error has another cause.</summary>
    public static string? Reason(Exception? error) => error switch
    {
        null => null,
        DllNotFoundException or BadImageFormatException or EntryPointNotFoundException => error.Message.Split(". ")[0].Split('\n')[0].Trim(),
        TypeInitializationException => Reason(error.InnerException) ?? error.Message,
        _ => null,
    };
}

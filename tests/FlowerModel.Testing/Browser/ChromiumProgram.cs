namespace FlowerModel.Testing.Browser;

/// <summary>The browser of the tests.</summary>
public static class ChromiumProgram
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Returns its full path. If it is missing, the running test is skipped (or fails in continuous integration).</summary>
    public static string Find()
    {
        var found = (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                     from name in Names
                     let path = Path.Combine(folder, name)
                     where File.Exists(path)
                     select path).FirstOrDefault();
        ReferenceData.SkipUnless(found is not null, $"Chromium is not on the path ({string.Join(", ", Names)})");
        return found!;
    }
}

namespace FlowerModel.Pipeline.Text;

/// <summary>Distinguishes URLs from paths.</summary>
public static class WebUrl
{
    /// <summary>Returns true for an http or https URL.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}

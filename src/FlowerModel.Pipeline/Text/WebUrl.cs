namespace FlowerModel.Pipeline.Text;

/// <summary>Tells URLs from paths.</summary>
public static class WebUrl
{
    /// <summary>True for an http or https URL.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}

using System.Globalization;
using FlowerModel.Pipeline.Data;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Thumbnails with captions.</summary>
internal static class Shots
{
    /// <summary>Returns a figure as a list item.</summary>
    /// <param name="data">The page.</param>
    /// <param name="exhibit">The image.</param>
    /// <param name="path">Path of the image below the dataset's folder.</param>
    /// <param name="caption">What is to be said about it, below its name.</param>
    /// <param name="attributes">Attributes of the list item.</param>
    public static Markup Item(ReportData data, Exhibit exhibit, string path, Markup caption, Markup attributes = default)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return Markup.Of($"""
            <li{new Markup(attributes.Html ?? "")}><figure>{Picture(data, exhibit, path)}
            <figcaption><span class="file" title="{path}">{name}</span>{caption}</figcaption></figure></li>
            """);
    }

    /// <summary>Returns the name of a subset.</summary>
    public static string NameOf(Subset subset) => SubsetName.Of(subset);

    private static Markup Picture(ReportData data, Exhibit exhibit, string path)
    {
        if (data.Gallery.ThumbnailOf(exhibit.Sha256) is not { } thumbnail) return Markup.Of($"""<div class="thumb none">no preview</div>""");
        var source = "data:image/jpeg;base64," + Convert.ToBase64String(thumbnail.Jpeg);
        return Markup.Of($"""
            <div class="thumb"><img src="{source}" width="{thumbnail.Width}" height="{thumbnail.Height}" alt="{path}">{Map(data, exhibit)}</div>
            """);
    }

    // The width, then the levels, row by row.
    private static Markup Map(ReportData data, Exhibit exhibit)
    {
        if (data.Gallery.MapOf(exhibit) is not { } map) return Markup.None;
        var numbers = map.Levels.Prepend(map.Width).Select(number => number.ToString(CultureInfo.InvariantCulture));
        return Markup.Of($"""<canvas aria-hidden="true" data-map="{string.Join(' ', numbers)}"></canvas>""");
    }
}

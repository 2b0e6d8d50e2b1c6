using FlowerModel.Pipeline.Data;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Images that are the same or look alike.</summary>
internal static class DuplicatesSection
{
    private const int MaxGroups = 12;
    private const int MaxImages = 4; // per group

    /// <summary>Returns the images that the section shows.</summary>
    public static IEnumerable<Exhibit> Exhibits(ReportData data) =>
        Groups(data).Take(MaxGroups).SelectMany(group => group.Take(MaxImages).Select(entry => new Exhibit(entry.Sha256)));

    /// <summary>Returns the number of groups with images in several subsets.</summary>
    public static int Across(ReportData data) => Groups(data).Count(IsAcross);

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data)
    {
        var groups = Groups(data);
        var text = groups.Count == 0
            ? Markup.Of($"<p>None found among the training and validation images.</p>")
            : Markup.Of($"""
                <p>Groups of images that are copies or look nearly the same, such as a photo in two sizes: {groups.Count}. The build keeps such images in one
                subset, unless the dataset itself decides otherwise: an image that is also a training image says nothing about new images.</p>
                {groups.Take(MaxGroups).Select((group, index) => Group(data, group, index))}
                """);
        return Markup.Of($"""
            <section id="duplicates" aria-labelledby="duplicates-title">
            <h2 id="duplicates-title">Duplicates</h2>
            {text}
            </section>
            """);
    }

    private static Markup Group(ReportData data, IReadOnlyList<ManifestEntry> group, int index) => Markup.Of($"""
        <h3 class="group">Group {index + 1}{Warning(group)}</h3>
        <ul class="shots">
        {group.Take(MaxImages).Select(entry => Shots.Item(data, new Exhibit(entry.Sha256), entry.Path, Caption(entry)))}
        </ul>
        """);

    private static Markup Caption(ManifestEntry entry) =>
        Markup.Of($"""<span><b>{entry.Label}</b></span><span class="detail">{Shots.NameOf(entry.Subset)}</span>""");

    private static string Warning(IReadOnlyList<ManifestEntry> group) =>
        (IsAcross(group), HasLabels(group)) switch
        {
            (true, true) => ": several subsets and several labels",
            (true, false) => ": several subsets",
            (false, true) => ": several labels",
            _ => "",
        };

    private static bool IsAcross(IReadOnlyList<ManifestEntry> group) => group.Select(entry => entry.Subset).Distinct().Count() > 1;

    private static bool HasLabels(IReadOnlyList<ManifestEntry> group) => group.Select(entry => entry.Label).Distinct(StringComparer.Ordinal).Count() > 1;

    // Groups with images in several subsets or classes come first.
    private static List<IReadOnlyList<ManifestEntry>> Groups(ReportData data)
    {
        var alike = data.Index.LookingAlike(data.Manifest);
        var listed = alike.SelectMany(group => group).Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var copies = data.Manifest.Entries.GroupBy(entry => entry.Sha256, StringComparer.Ordinal)
            .Select(group => (IReadOnlyList<ManifestEntry>)[.. group])
            .Where(group => group.Count > 1 && group.Any(entry => !listed.Contains(entry.Path)));
        return [.. alike.Concat(copies).OrderByDescending(IsAcross).ThenByDescending(HasLabels).ThenBy(group => group[0].Path, StringComparer.Ordinal)];
    }
}

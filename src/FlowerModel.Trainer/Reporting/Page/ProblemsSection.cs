using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Images that cannot be read or look suspicious.</summary>
internal static class ProblemsSection
{
    private const int MaxShots = 24;
    private const int MaxLines = 200;

    /// <summary>Returns the images that the section shows.</summary>
    public static IEnumerable<Exhibit> Exhibits(ReportData data) => Readable(data).Select(problem => new Exhibit(problem.Image.Sha256));

    /// <summary>Returns the section.</summary>
    public static Markup Of(ReportData data) => Markup.Of($"""
        <section id="images" aria-labelledby="images-title">
        <h2 id="images-title">Unreadable and suspicious images</h2>
        {(data.Problems.Count == 0 ? Markup.Of($"<p>None.</p>") : Markup.None)}
        {Unreadable([.. data.Problems.Where(problem => !problem.IsReadable)])}
        {Suspicious(data, [.. Readable(data)])}
        </section>
        """);

    private static Markup Unreadable(SuspiciousImage[] images) => images.Length == 0 ? Markup.None : Markup.Of($"""
        <p>Images that cannot be read and are left out: {images.Length}. Replace or remove them.</p>
        <ul class="lines">
        {images.Take(MaxLines).Select(image => Markup.Of($"<li><code>{image.Image.Path}</code>: {image.Reason}.</li>"))}
        </ul>
        """);

    private static Markup Suspicious(ReportData data, SuspiciousImage[] images) => images.Length == 0 ? Markup.None : Markup.Of($"""
        <ul class="shots">
        {images.Select(image => Shots.Item(data, new Exhibit(image.Image.Sha256), image.Image.Path, Markup.Of($"<span>{image.Reason}.</span>")))}
        </ul>
        """);

    private static IEnumerable<SuspiciousImage> Readable(ReportData data) => data.Problems.Where(problem => problem.IsReadable).Take(MaxShots);
}

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>Images that cannot be read or look suspicious.</summary>
internal static class ProblemsSection
{
    private const int MaxShots = 24;
    private const int MaxLines = 200;

    public static IEnumerable<Exhibit> Exhibits(ReportData data) => Readable(data).Select(problem => new Exhibit(problem.Image.Sha256));

    public static Markup Of(ReportData data)
    {
        var unreadable = data.Problems.Where(problem => !problem.IsReadable).ToArray();
        var text = data.Problems.Count == 0 ? Markup.Of($"<p>None.</p>") : Markup.None;
        var shots = Readable(data).Select(problem => Shots.Item(data, new Exhibit(problem.Image.Sha256), problem.Image.Path, Markup.Of($"<span>{problem.Reason}.</span>"))).ToArray();
        return Markup.Of($"""
            <section id="images" aria-labelledby="images-title">
            <h2 id="images-title">Unreadable and suspicious images</h2>
            {text}
            {(unreadable.Length == 0 ? Markup.None : Unreadable([.. unreadable.Select(problem => (problem.Image.Path, problem.Reason))]))}
            {(shots.Length == 0 ? Markup.None : Markup.Of($"<ul class=\"shots\">\n{shots}\n</ul>"))}
            </section>
            """);
    }

    private static Markup Unreadable((string Path, string Reason)[] images) => Markup.Of($"""
        <p>{(images.Length == 1 ? "One image cannot be read and is" : $"{images.Length} images cannot be read and are")} left out. Replace or remove {(images.Length == 1 ? "it" : "them")}.</p>
        <ul class="lines">
        {images.Take(MaxLines).Select(image => Markup.Of($"<li><code>{image.Path}</code>: {image.Reason}.</li>"))}
        </ul>
        """);

    private static IEnumerable<Analysis.ImageProblem> Readable(ReportData data) => data.Problems.Where(problem => problem.IsReadable).Take(MaxShots);
}

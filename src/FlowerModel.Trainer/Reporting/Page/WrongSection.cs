using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Trainer.Reporting.Analysis;

namespace FlowerModel.Trainer.Reporting.Page;

/// <summary>The images with a wrong answer, and those whose label is probably wrong.</summary>
internal static class WrongSection
{
    private const int MaxWrong = 60;
    private const int MaxSuspects = 30;

    /// <summary>Returns the images that the sections show.</summary>
    public static IEnumerable<Exhibit> Exhibits(ReportData data) =>
        data.Wrong().Take(MaxWrong).Select(Exhibit).Concat(data.Suspects().Take(MaxSuspects).Select(Exhibit));

    /// <summary>Returns the section with the wrong answers.</summary>
    public static Markup Of(ReportData data)
    {
        var wrong = data.Wrong();
        return Markup.Of($"""
            <section id="wrong" aria-labelledby="wrong-title">
            <h2 id="wrong-title">Wrong answers</h2>
            {(wrong.Count == 0 ? Markup.Of($"<p>None: every validation and test image is classified correctly.</p>") : Shown(data, wrong))}
            </section>
            """);
    }

    /// <summary>Returns the section with the suspected labels.</summary>
    public static Markup OfLabels(ReportData data)
    {
        var suspects = data.Suspects();
        var text = suspects.Count == 0
            ? Markup.Of($"<p>None found.</p>")
            : Markup.Of($"""
                <p>{Some(suspects.Count, MaxSuspects)} For each of these images, another class has a score that is usual for its own images, and the class of the
                label has a score that is unusually low. Look at them: if the label is wrong, move the file to the right folder and build again.</p>
                <ul class="shots">
                {suspects.Take(MaxSuspects).Select(suspect => Shot(data, Exhibit(suspect), suspect.Image, suspect.Suggested, "probably"))}
                </ul>
                """);
        return Markup.Of($"""
            <section id="labels" aria-labelledby="labels-title">
            <h2 id="labels-title">Probable labeling errors</h2>
            {text}
            </section>
            """);
    }

    private static Markup Shown(ReportData data, IReadOnlyList<ImageAnswer> wrong)
    {
        var looked = data.Gallery.HasMaps
            ? Markup.Of($"""
                <p><button type="button" id="maps" aria-pressed="true">Show where the model looked</button> The bright parts spoke for the answer.</p>
                """)
            : Markup.Of($"<p>Where the model looked cannot be shown: after its last feature map, this network has more than averaging and one layer.</p>");
        return Markup.Of($"""
            <p>{Some(wrong.Count, MaxWrong)} The most confident mistakes come first: these images are unusual, look like another class, or have a wrong label.</p>
            <form class="filter" aria-label="Filter of the wrong answers">
            <label>Label <select id="truth"><option value="">all</option>{Options(data.Labels)}</select></label>
            <label>Answer <select id="answer"><option value="">all</option>{Options(data.Labels)}</select></label>
            <output id="shown" for="truth answer"></output>
            </form>
            {looked}
            <ul class="shots" id="mistakes">
            {wrong.Take(MaxWrong).Select(image => Shot(data, Exhibit(image), image, image.Best(), "answered"))}
            </ul>
            """);
    }

    private static string Some(int count, int most) => count <= most
        ? FormattableString.Invariant($"{count} image{(count == 1 ? "" : "s")}.")
        : FormattableString.Invariant($"{count} images; the first {most} are shown.");

    private static IEnumerable<Markup> Options(IReadOnlyList<string> labels) =>
        labels.Select((label, index) => Markup.Of($"""<option value="{index}">{label}</option>"""));

    private static Exhibit Exhibit(ImageAnswer image) => new(image.Sha256, image.Best());

    private static Exhibit Exhibit(SuspectedLabel suspect) => new(suspect.Image.Sha256, suspect.Suggested);

    private static Markup Shot(ReportData data, Exhibit exhibit, ImageAnswer image, int other, string verb)
    {
        var truth = data.Labels.ToList().IndexOf(image.Label);
        var caption = Markup.Of($"""
            <span>labeled <b>{image.Label}</b>{(truth < 0 ? "" : " " + Markup.Percent(image.Scores[truth]))}</span>
            <span>{verb} <b>{data.Labels[other]}</b> {Markup.Percent(image.Scores[other])}</span>
            <span class="detail">{Shots.NameOf(image.Subset)}</span>
            """);
        return Shots.Item(data, exhibit, data.PathOf(image.Sha256), caption, Markup.Of($" data-truth=\"{truth}\" data-answer=\"{other}\""));
    }
}

using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>Turns the metadata of a <c>&lt;FlowerModelExpect/&gt;</c> item into an <see cref="Expectation"/>.</summary>
public static class ExpectationParser
{
    /// <summary>Name of the item type.</summary>
    public const string ItemType = "FlowerModelExpect";

    /// <summary>Limits of <see cref="Expectation.MinScore"/>.</summary>
    public static Limits<double> MinScore { get; } = new(0, 1);

    /// <summary>Reads an item.</summary>
    /// <param name="name">The item's <c>Include</c>.</param>
    /// <param name="image">Full path of the image that it names.</param>
    /// <param name="metadata">The item's metadata.</param>
    /// <param name="models">Names of the project's models.</param>
    /// <param name="projectFile">The project file, used as the location of messages.</param>
    public static (Expectation Expectation, IReadOnlyList<Diagnostic> Diagnostics) Parse(
        string name, string image, IReadOnlyDictionary<string, string> metadata, IReadOnlyCollection<string> models, string? projectFile)
    {
        var reader = new ItemMetadata(name, projectFile, metadata, ItemType);
        var expectation = new Expectation
        {
            Image = image,
            Model = reader.OptionalText(nameof(Expectation.Model)),
            Answer = reader.OptionalText(nameof(Expectation.Answer)),
            MinScore = reader.Number(nameof(Expectation.MinScore), 0, MinScore),
            Known = reader.Has(nameof(Expectation.Known)) ? reader.Flag(nameof(Expectation.Known), true) : null,
        };
        reader.ReportUnknown();
        if ((ProblemOfModel(expectation.Model, models) ?? ProblemOfAnswer(expectation)) is { } problem)
            reader.Diagnostics.Add(Diagnostic.Error(Codes.InvalidExpectation, $"{ItemType} '{name}' {problem}", projectFile));
        return (expectation, reader.Diagnostics);
    }

    /// <summary>Returns the end of a message that suggests a name; empty if none is close.</summary>
    internal static string DidYouMean(string name, IEnumerable<string> names) => Nearest.Of(name, names) is { } near ? $" Did you mean '{near}'?" : "";

    private static string? ProblemOfModel(string? model, IReadOnlyCollection<string> models) =>
        model is null
            ? models.Count > 1 ? $"does not name its Model, and the project has several: {string.Join(", ", models)}." : null
            : models.Contains(model, StringComparer.OrdinalIgnoreCase) ? null
            : $"names Model=\"{model}\", but there is no such FlowerModel item.{DidYouMean(model, models)}";

    private static string? ProblemOfAnswer(Expectation expectation) => expectation switch
    {
        { Known: false, Answer: not null } or { Known: false, MinScore: > 0 } =>
            "has Known=\"false\", so no label is expected. Remove Answer and MinScore, or Known.",
        { Answer: null, Known: not false } => "has no Answer. Write Answer=\"roses\" with the label that is expected, or Known=\"false\" for an unknown "
            + "answer.",
        _ => null,
    };
}

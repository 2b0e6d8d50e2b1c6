using System.Globalization;
using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Golden;

/// <summary>One line of the table: an artifact that a stage makes from fixed inputs.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Version">Version of the stage that made the bytes.</param>
/// <param name="Artifact">The names of the inputs and of the artifact: <c>linear/model.tflite</c>.</param>
/// <param name="Sha256">SHA-256 of the bytes.</param>
internal sealed record GoldenRow(string Stage, int Version, string Artifact, string Sha256)
{
    /// <summary>The row as a line of the table.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stage,-9} {Version,2} {Artifact,-37} {Sha256}");
}

/// <summary>The committed table of versions and hashes, and its comparison with what the stages make now.</summary>
/// <param name="rows">The lines.</param>
internal sealed class GoldenTable(IReadOnlyList<GoldenRow> rows)
{
    /// <summary>Path of the table in the repository.</summary>
    public const string Path = "tests/FlowerModel.Trainer.Tests/Golden/artifacts.txt";

    /// <summary>Reads the committed table.</summary>
    public static GoldenTable Read() => new(Parse(File.ReadLines(System.IO.Path.Combine([ReferenceData.RepositoryRoot, .. Path.Split('/')]))));

    /// <summary>Parses lines. Lines that start with # are comments.</summary>
    public static IReadOnlyList<GoldenRow> Parse(IEnumerable<string> lines) => [.. lines
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(cells => new GoldenRow(cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], cells[3]))];

    /// <summary>Compares what a stage makes now with the table.</summary>
    /// <param name="stage">The stage with its current version.</param>
    /// <param name="made">The artifacts that it made. Their versions are ignored.</param>
    /// <returns>What to do, with lines ready to paste; null if the table is up to date.</returns>
    public string? Judge(GoldenStage stage, IReadOnlyList<GoldenRow> made)
    {
        var said = rows.Where(row => row.Stage == stage.Name).ToDictionary(row => row.Artifact, StringComparer.Ordinal);
        var changed = made.Where(row => said.TryGetValue(row.Artifact, out var line) && line.Sha256 != row.Sha256).Select(row => row.Artifact).ToArray();
        var isRaised = said.Values.Any(line => line.Version < stage.Version);
        var isCurrent = said.Count == made.Count && changed.Length == 0
            && made.All(row => said.TryGetValue(row.Artifact, out var line) && line.Version == stage.Version);
        if (isCurrent) return null;

        var mustRaise = changed.Length > 0 && !isRaised;
        var version = mustRaise ? stage.Version + 1 : stage.Version;
        var advice = mustRaise
            ? $"Stage '{stage.Name}' makes other bytes than the table's: {string.Join(", ", changed)}.\n"
                + $"Where that is intended, raise its version to {version} in {stage.VersionFile}, so that no cache gives out the old bytes, and replace "
                + $"the stage's lines in {Path} by:"
            : $"Stage '{stage.Name}' has version {stage.Version}; its lines in {Path} are older or of other artifacts. Replace them by:";
        return string.Join('\n', made.Select(row => (row with { Version = version }).ToString()).Prepend(advice));
    }
}

using System.Globalization;
using FlowerModel.Tool.Terminal;
using Spectre.Console;

namespace FlowerModel.Tool.Evaluation;

/// <summary>Prints an evaluation as tables.</summary>
internal static class EvaluationPrinter
{
    /// <summary>With more classes, the matrix does not fit a terminal and is mostly empty.</summary>
    private const int MatrixClasses = 12;

    private const int RowsShown = 20;
    private const int LabelLength = 24;

    /// <summary>Prints the report.</summary>
    public static void Print(EvaluationReport report, ToolOutput output)
    {
        var facts = Tables.Facts();
        facts.Add("Model", report.Model);
        facts.Add("Accuracy", Accuracy(report.Accuracy, report.Correct, report.Images));
        if (report.Skipped.Count > 0) facts.Add("Left out", $"{Count(report.Skipped.Count)} that cannot be read");
        if (report.ForeignLabels.Count > 0)
        {
            facts.Add("Left out", $"{Count(report.ForeignLabels.Sum(label => label.Images))} of classes that the model does not have");
        }

        output.Write(facts);
        output.WriteLine();
        output.Write("Classes", Classes(report));
        if (report.Classes.Count <= MatrixClasses) output.Write("Confusion matrix: true classes in rows, answers in columns", Matrix(report));
        else output.Write("Most frequent confusions", Confusions(report));
        if (report.Against is { } against) Print(against, report, output);
    }

    private static Table Classes(EvaluationReport report)
    {
        var table = Tables.Create("class", ">images", ">correct", ">recall", ">precision");
        foreach (var row in report.Classes)
        {
            table.Add(
                Printable.Short(row.Label, LabelLength), Number(row.Images), Number(row.Correct), Percent(row.Recall), Percent(row.Precision));
        }

        return table;
    }

    private static Table Matrix(EvaluationReport report)
    {
        var cells = report.Confusion.ToDictionary(cell => (cell.Label, cell.Answer), cell => cell.Images);
        var labels = report.Classes.Select(row => row.Label).ToArray();
        var table = Tables.Create(["", .. labels.Select(label => ">" + Printable.Short(label, LabelLength))]);
        foreach (var label in labels.Where(label => report.Classes.Any(row => row.Label == label && row.Images > 0)))
        {
            table.Add([Printable.Short(label, LabelLength), .. labels.Select(answer => Number(cells.GetValueOrDefault((label, answer))))]);
        }

        return table;
    }

    private static Table Confusions(EvaluationReport report)
    {
        var table = Tables.Create("class", "answer", ">images");
        foreach (var cell in report.Confusion.Where(cell => cell.Label != cell.Answer).OrderByDescending(cell => cell.Images).Take(RowsShown))
        {
            table.Add(Printable.Short(cell.Label, LabelLength), Printable.Short(cell.Answer, LabelLength), Number(cell.Images));
        }

        return table;
    }

    private static void Print(ComparisonReport against, EvaluationReport report, ToolOutput output)
    {
        var facts = Tables.Facts();
        facts.Add("Accuracy", Accuracy(against.Accuracy, against.Correct, report.Images));
        facts.Add("Difference", string.Create(CultureInfo.InvariantCulture, $"{(report.Accuracy - against.Accuracy) * 100:+0.0;-0.0;0.0} points"));
        facts.Add(
            "Flipped",
            $"{Count(against.Flips)}: {Number(against.FlipsToRight)} to correct, {Number(against.FlipsToWrong)} to wrong, "
            + $"{Number(against.Flips - against.FlipsToRight - against.FlipsToWrong)} from wrong to wrong");
        output.Write($"Against {against.Model}", facts);
        if (against.Flips == 0) return;
        var table = Tables.Create("image", "answer", "answer of " + Printable.Short(against.Model, LabelLength));
        foreach (var flip in against.Flipped.Take(RowsShown)) table.Add(flip.Path, flip.Answer, flip.Other);
        output.Write(against.Flips > RowsShown ? $"The first {RowsShown} flipped images (--json lists all)" : "Flipped images", table);
    }

    private static string Accuracy(double accuracy, int correct, int images) =>
        $"{Printable.Percent(accuracy)} ({Number(correct)} of {Count(images)})";

    private static string Count(int images) => images == 1 ? "1 image" : Number(images) + " images";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? part) => part is { } value ? Printable.Percent(value) : "-";
}

using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Compares answers with an expectation.</summary>
internal static class ExpectationCheck
{
    /// <summary>Returns the errors of one expected image, which is their location.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="expectation">The expectation.</param>
    /// <param name="answers">The answer of each variant; null if the image does not exist or cannot be opened.</param>
    public static IEnumerable<Diagnostic> Faults(
        string model, Expectation expectation, IEnumerable<(NumberFormat Variant, ExpectedAnswer Answer)>? answers)
    {
        if (answers is null)
        {
            var reason = File.Exists(expectation.Image) ? "cannot be opened" : "does not exist";
            return [Unreadable($"The expected image {reason}. Correct the Include of {ExpectationParser.ItemType}, or restore the image.")];
        }

        var all = answers.ToArray();
        return all[0].Answer.Problem is { } problem
            ? [Unreadable($"The expected image cannot be read: {problem}. Replace or remove it.")]
            : all.Select(pair => (pair.Variant, Fault: Fault(expectation, pair.Answer))).Where(pair => pair.Fault is not null).Select(pair => Diagnostic.Error(
                Codes.ExpectationFailed,
                $"The {ChoiceText.Name(pair.Variant)} model of FlowerModel '{model}' {pair.Fault}. If the expectation is right, add images like this one to "
                + "the dataset.",
                expectation.Image));

        Diagnostic Unreadable(string text) => Diagnostic.Error(Codes.ExpectedImageUnreadable, text, expectation.Image);
    }

    private static string? Fault(Expectation expected, ExpectedAnswer answer)
    {
        var score = answer.Scores[answer.Label!];
        if (expected.Label is { } label && label != answer.Label)
        {
            return FormattableString.Invariant($"takes this image for '{answer.Label}' (score {score:F3}) instead of '{label}' ")
                + FormattableString.Invariant($"(score {answer.Scores[label]:F3}{(expected.MinScore > 0 ? $", expected at least {expected.MinScore}" : "")})");
        }

        if (score < expected.MinScore)
            return FormattableString.Invariant($"answers '{answer.Label}' for this image with score {score:F3}, less than MinScore ({expected.MinScore})");
        if (expected.Known is not { } known || known == answer.IsKnown) return null;
        return FormattableString.Invariant($"gives {(known ? "an unknown" : "a known")} answer for this image, '{answer.Label}' with score {score:F3}, ")
            + $"but Known=\"{(known ? "true" : "false")}\" is expected";
    }
}

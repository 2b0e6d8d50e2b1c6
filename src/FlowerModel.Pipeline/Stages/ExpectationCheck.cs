using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;

namespace FlowerModel.Pipeline.Stages;

/// <summary>Compares the answers of one variant with expectations. The errors have the expected image as their location.</summary>
internal static class ExpectationCheck
{
    /// <summary>Returns the error of an image that does not exist or cannot be read; null if it can.</summary>
    /// <param name="expectation">The expectation.</param>
    /// <param name="answer">The answer of any variant; null if the image could not be opened.</param>
    public static Diagnostic? Unreadable(Expectation expectation, ExpectedAnswer? answer)
    {
        var problem = answer is not null ? answer.Problem is { } reason ? "cannot be read: " + reason : null
            : File.Exists(expectation.Image) ? "cannot be opened" : "does not exist";
        return problem is null ? null : Diagnostic.Error(
            Codes.ExpectedImageUnreadable,
            $"The expected image {problem}. Correct the Include of {ExpectationParser.ItemType}, or replace the image.",
            expectation.Image);
    }

    /// <summary>Returns the error of an answer that is not the expected one; null if it is.</summary>
    /// <param name="model">The model in the message.</param>
    /// <param name="expectation">The expectation.</param>
    /// <param name="answer">The answer.</param>
    public static Diagnostic? Wrong(string model, Expectation expectation, ExpectedAnswer answer) => Fault(expectation, answer) is not { } fault ? null
        : Diagnostic.Error(
            Codes.ExpectationFailed, $"{model} {fault}. If the expectation is right, add images like this one to the dataset.", expectation.Image);

    private static string? Fault(Expectation expected, ExpectedAnswer answer)
    {
        var score = answer.Scores[answer.Label!];
        if (expected.Answer is { } label && label != answer.Label)
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

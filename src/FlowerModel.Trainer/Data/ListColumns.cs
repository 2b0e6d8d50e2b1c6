using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>The columns of a CSV list, in any order and case; other columns are ignored.</summary>
/// <param name="Path">Index of <c>path</c>: the image.</param>
/// <param name="Label">Index of <c>label</c>: its class.</param>
/// <param name="Split">Index of <c>split</c>: its subset, or empty; null without that column.</param>
/// <param name="Group">Index of <c>group</c>: images with the same value stay in one subset; null without that column.</param>
internal sealed record ListColumns(int Path, int Label, int? Split, int? Group)
{
    /// <summary>Finds the columns in a header.</summary>
    /// <param name="headers">The header.</param>
    /// <param name="invalid">Creates the exception for an invalid header.</param>
    /// <exception cref="PipelineException">A required column is missing, or there are two of one name.</exception>
    public static ListColumns Of(IEnumerable<string> headers, Func<string, PipelineException> invalid)
    {
        var names = headers.Select(name => name.Trim().ToLowerInvariant()).ToList();
        return new ListColumns(Required("path"), Required("label"), Optional("split"), Optional("group"));

        int Required(string name)
        {
            if (names.Count(header => header == name) == 1) return names.IndexOf(name);
            var advice =
                names is [var only] && only.Contains(';', StringComparison.Ordinal) ? " Fields are separated by commas, not semicolons." : "";
            throw invalid($"the header must have one column '{name}', as in \"path,label\".{advice}");
        }

        int? Optional(string name) => names.Count(header => header == name) switch
        {
            0 => null,
            1 => names.IndexOf(name),
            _ => throw invalid($"the header must not have several columns '{name}'."),
        };
    }
}

using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>The text of a choice's values in projects and on command lines: the enum's names in lowercase. Case is ignored when they are read.</summary>
public static class ChoiceText
{
    // Quantization="none" is an alias of float32, for projects that predate the name float32.
    private const string Float32Alias = "none";

    /// <summary>Returns the text of a value.</summary>
    public static string Name<TChoice>(TChoice choice)
        where TChoice : struct, Enum => choice.ToString().ToLowerInvariant();

    /// <summary>Returns the text of every value, separated by commas.</summary>
    public static string Names<TChoice>()
        where TChoice : struct, Enum => string.Join(", ", Enum.GetNames(typeof(TChoice)).Select(name => name.ToLowerInvariant()));

    /// <summary>Reads a value.</summary>
    /// <param name="word">The word, without surrounding white space.</param>
    /// <param name="choice">The value; the first value if the word is not a value's name.</param>
    /// <returns>False if the word is not a value's name. (Numbers are not accepted.)</returns>
    public static bool TryParse<TChoice>(string word, out TChoice choice)
        where TChoice : struct, Enum
    {
        if (typeof(TChoice) == typeof(NumberFormat) && string.Equals(word, Float32Alias, StringComparison.OrdinalIgnoreCase))
            word = nameof(NumberFormat.Float32);
        var match = Array.Find(Enum.GetNames(typeof(TChoice)), name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase));
        choice = match is null ? default : (TChoice)Enum.Parse(typeof(TChoice), match);
        return match is not null;
    }

    /// <summary>
    /// Returns the end of a message for a word that is close to a value, for example <c>; did you mean 'linear'?</c>; empty if no value is
    /// close.
    /// </summary>
    public static string DidYouMean<TChoice>(string word)
        where TChoice : struct, Enum =>
        Nearest.Of(word, Enum.GetNames(typeof(TChoice))) is { } nearest ? $"; did you mean '{nearest.ToLowerInvariant()}'?" : "";
}

using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Settings;

/// <summary>How the values of a choice are written in projects and on command lines: the enum's names in lower case, read without regard to case.</summary>
public static class ChoiceText
{
    // Quantization="none" is what projects wrote for float32 before it had its own name; it stays an alias.
    private const string Float32Alias = "none";

    /// <summary>How a value is written.</summary>
    public static string Name<TChoice>(TChoice choice)
        where TChoice : struct, Enum => choice.ToString().ToLowerInvariant();

    /// <summary>Every value, separated by commas.</summary>
    public static string Names<TChoice>()
        where TChoice : struct, Enum => string.Join(", ", Enum.GetNames(typeof(TChoice)).Select(name => name.ToLowerInvariant()));

    /// <summary>Reads a value.</summary>
    /// <param name="word">The word, without white space around it.</param>
    /// <param name="choice">The value; the first one where there is none of that name.</param>
    /// <returns>False where there is none of that name. (A number is no name.)</returns>
    public static bool TryParse<TChoice>(string word, out TChoice choice)
        where TChoice : struct, Enum
    {
        if (typeof(TChoice) == typeof(NumberFormat) && string.Equals(word, Float32Alias, StringComparison.OrdinalIgnoreCase)) word = nameof(NumberFormat.Float32);
        var match = Array.Find(Enum.GetNames(typeof(TChoice)), name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase));
        choice = match is null ? default : (TChoice)Enum.Parse(typeof(TChoice), match);
        return match is not null;
    }

    /// <summary>A question to end a message with, for a word that is close to a value: <c>; did you mean 'linear'?</c>. Empty where none is close.</summary>
    public static string DidYouMean<TChoice>(string word)
        where TChoice : struct, Enum =>
        Nearest.Of(word, Enum.GetNames(typeof(TChoice))) is { } nearest ? $"; did you mean '{nearest.ToLowerInvariant()}'?" : "";
}

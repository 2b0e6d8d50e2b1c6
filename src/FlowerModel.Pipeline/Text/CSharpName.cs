using System.Globalization;
using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>The C# language's rules for names and string literals (ECMA-334, lexical structure), as far as generated code needs them.</summary>
public static class CSharpName
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed",
        "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
        // Contextual keywords that cannot name a type since C# 9 or 11.
        "record", "required", "scoped", "file", "var", "dynamic", "nint", "nuint", "notnull", "unmanaged", "managed", "extension",
        "field", "allows", "await", "yield", "partial", "where", "global",
    };

    /// <summary>Returns true if the text can name a type without escaping.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !Keywords.Contains(text) && IsStart(text[0]) && text.Skip(1).All(IsPart);

    /// <summary>Returns true for identifiers separated by dots.</summary>
    public static bool IsNamespace(string text) => text.Split('.').All(IsIdentifier);

    /// <summary>Returns an identifier in PascalCase that resembles the text: <c>"oxeye daisy"</c> becomes <c>OxeyeDaisy</c>.</summary>
    public static string ToIdentifier(string text)
    {
        var name = new StringBuilder(text.Length + 1);
        var upper = true;
        foreach (var letter in text)
        {
            if (!IsPart(letter) || letter == '_')
            {
                upper = true;
                continue;
            }

            name.Append(upper ? char.ToUpperInvariant(letter) : letter);
            upper = false;
        }

        if (name.Length == 0 || !IsStart(name[0])) name.Insert(0, '_');
        var result = name.ToString();
        return IsIdentifier(result) ? result : "_" + result;
    }

    /// <summary>
    /// Returns the text as a regular string literal in double quotes. Everything outside printable ASCII is escaped, so no label can end the
    /// literal.
    /// </summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\') literal.Append('\\').Append(letter);
            else if (letter is >= ' ' and <= '~') literal.Append(letter);
            else literal.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
        }

        return literal.Append('"').ToString();
    }

    private static bool IsStart(char letter) => letter == '_' || CharUnicodeInfo.GetUnicodeCategory(letter)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    private static bool IsPart(char letter) => IsStart(letter) || CharUnicodeInfo.GetUnicodeCategory(letter)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark;
}

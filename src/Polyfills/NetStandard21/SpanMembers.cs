namespace System;

/// <summary>Methods of spans that came with .NET Core 3.0 and later.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class SpanMembers
{
    public static ReadOnlySpan<byte> TrimStart(this ReadOnlySpan<byte> span, ReadOnlySpan<byte> values)
    {
        while (!span.IsEmpty && values.IndexOf(span[0]) >= 0) span = span[1..];
        return span;
    }

    public static ReadOnlySpan<byte> TrimEnd(this ReadOnlySpan<byte> span, byte value)
    {
        while (!span.IsEmpty && span[^1] == value) span = span[..^1];
        return span;
    }

    public static Span<byte> TrimEnd(this Span<byte> span, byte value) => span[..((ReadOnlySpan<byte>)span).TrimEnd(value).Length];

    public static bool ContainsAnyExcept(this Span<int> span, int value)
    {
        foreach (var element in span)
        {
            if (element != value) return true;
        }

        return false;
    }

    public static bool ContainsAnyInRange(this Span<byte> span, byte lowest, byte highest)
    {
        foreach (var value in span)
        {
            if (value >= lowest && value <= highest) return true;
        }

        return false;
    }
}

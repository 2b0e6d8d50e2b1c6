namespace System;

/// <summary>An index from the start or the end (C# 8).</summary>
/// <param name="value">The distance from the start or the end.</param>
/// <param name="fromEnd">True to count from the end.</param>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>Returns the position in a sequence.</summary>
    public int GetOffset(int length) => fromEnd ? length - value : value;

    public static implicit operator Index(int value) => new(value);
}

/// <summary>A range of indices (C# 8).</summary>
/// <param name="start">The first index.</param>
/// <param name="end">The index after the last.</param>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Range(Index start, Index end)
{
    /// <summary>The first index.</summary>
    public Index Start { get; } = start;

    /// <summary>The index after the last.</summary>
    public Index End { get; } = end;

    /// <summary>Returns the range from an index to the end.</summary>
    public static Range StartAt(Index start) => new(start, new Index(0, fromEnd: true));

    /// <summary>Returns the range from the start to an index.</summary>
    public static Range EndAt(Index end) => new(0, end);
}

using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>Compares objects by identity (.NET 5).</summary>
[Microsoft.CodeAnalysis.Embedded]
internal sealed class ReferenceEqualityComparer : IEqualityComparer<object?>
{
    private ReferenceEqualityComparer()
    {
    }

    /// <summary>The only object.</summary>
    public static ReferenceEqualityComparer Instance { get; } = new();

    /// <inheritdoc/>
    bool IEqualityComparer<object?>.Equals(object? x, object? y) => ReferenceEquals(x, y);

    /// <inheritdoc/>
    int IEqualityComparer<object?>.GetHashCode(object? obj) => RuntimeHelpers.GetHashCode(obj);
}

#pragma warning disable CA1018, CA1812, SA1402 // The attributes are as the compiler looks for them, one after another.

namespace System.Diagnostics.CodeAnalysis;

/// <summary>Marks methods that never return.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal sealed class DoesNotReturnAttribute : Attribute;

/// <summary>Marks parameters that are not null if the method returns a value.</summary>
/// <param name="returnValue">The value.</param>
[Microsoft.CodeAnalysis.Embedded]
internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    /// <summary>The value.</summary>
    public bool ReturnValue { get; } = returnValue;
}

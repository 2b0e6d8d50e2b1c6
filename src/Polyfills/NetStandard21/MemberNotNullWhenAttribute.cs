namespace System.Diagnostics.CodeAnalysis;

/// <summary>Marks members after which others are not null if the member has a value (.NET 5).</summary>
/// <param name="returnValue">The value.</param>
/// <param name="member">The other member.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
internal sealed class MemberNotNullWhenAttribute(bool returnValue, string member) : Attribute
{
    /// <summary>The value.</summary>
    public bool ReturnValue { get; } = returnValue;

    /// <summary>The other members.</summary>
    public string[] Members { get; } = [member];
}

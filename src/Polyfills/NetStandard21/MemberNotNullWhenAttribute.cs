namespace System.Diagnostics.CodeAnalysis;

/// <summary>Names members that are not null if a member returns a value.</summary>
/// <param name="returnValue">The value.</param>
/// <param name="member">The member that is not null.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
internal sealed class MemberNotNullWhenAttribute(bool returnValue, string member) : Attribute
{
    /// <summary>The value.</summary>
    public bool ReturnValue { get; } = returnValue;

    /// <summary>The members that are not null.</summary>
    public string[] Members { get; } = [member];
}

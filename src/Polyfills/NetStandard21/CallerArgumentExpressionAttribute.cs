namespace System.Runtime.CompilerServices;

/// <summary>Marks parameters whose default is the text of another argument (C# 10).</summary>
/// <param name="parameterName">The parameter whose argument it is.</param>
[Microsoft.CodeAnalysis.Embedded]
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
{
    /// <summary>The parameter whose argument it is.</summary>
    public string ParameterName { get; } = parameterName;
}

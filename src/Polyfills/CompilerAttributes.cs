#pragma warning disable CA1018, CA1812, SA1402 // The attributes are as the compiler looks for them, one after another.

namespace Microsoft.CodeAnalysis
{
    /// <summary>Hides a type from other assemblies, even those that see internal types.</summary>
    internal sealed class EmbeddedAttribute : Attribute;
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Marks setters that can be called only during initialization (C# 9).</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal static class IsExternalInit;

    /// <summary>Marks members that an object initializer must set (C# 11).</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Marks methods whose variables need no initial value (C# 9).</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class SkipLocalsInitAttribute : Attribute;

    /// <summary>Marks what compilers without a feature must not use (C# 11).</summary>
    /// <param name="featureName">Name of the feature.</param>
    [Microsoft.CodeAnalysis.Embedded]
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        /// <summary>Name of the feature.</summary>
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Marks constructors that set all required members (C# 11).</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}

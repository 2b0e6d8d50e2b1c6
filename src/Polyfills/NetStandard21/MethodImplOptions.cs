namespace FlowerModel.Polyfills;

/// <summary>The options of .NET Standard's <see cref="System.Runtime.CompilerServices.MethodImplOptions"/>, and one that came with .NET Core 3.0.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class MethodImplOptions
{
    public const System.Runtime.CompilerServices.MethodImplOptions AggressiveInlining = System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining;

    public const System.Runtime.CompilerServices.MethodImplOptions NoInlining = System.Runtime.CompilerServices.MethodImplOptions.NoInlining;

    /// <summary>Compiled with full optimization at once; runtimes that do not know it ignore it.</summary>
    public const System.Runtime.CompilerServices.MethodImplOptions AggressiveOptimization = (System.Runtime.CompilerServices.MethodImplOptions)512;
}

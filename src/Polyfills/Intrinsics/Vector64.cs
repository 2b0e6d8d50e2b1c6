namespace System.Runtime.Intrinsics;

/// <summary>Half a <see cref="Vector128{T}"/>.</summary>
/// <typeparam name="T">A primitive number.</typeparam>
[Microsoft.CodeAnalysis.Embedded]
internal struct Vector64<T>
    where T : unmanaged
{
#pragma warning disable CS0169, CA1823, IDE0051, IDE0044 // Its bytes are copied as a whole.
    private ulong word;
#pragma warning restore CS0169, CA1823, IDE0051, IDE0044
}

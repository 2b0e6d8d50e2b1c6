using System.Runtime.InteropServices;

namespace System.Runtime.CompilerServices;

/// <summary>Access to memory, which came into the base class library with .NET 5.</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static unsafe class Unsafe
{
    /// <summary>Writes a value at any address.</summary>
    public static void WriteUnaligned<T>(void* destination, T value)
        where T : unmanaged => MemoryMarshal.Write(new Span<byte>(destination, sizeof(T)), ref value);

    /// <summary>Reads a value from any address.</summary>
    public static T ReadUnaligned<T>(void* source)
        where T : unmanaged => MemoryMarshal.Read<T>(new ReadOnlySpan<byte>(source, sizeof(T)));

    /// <summary>Fills memory.</summary>
    public static void InitBlockUnaligned(void* startAddress, byte value, uint byteCount) => new Span<byte>(startAddress, (int)byteCount).Fill(value);

    /// <summary>Returns an element behind another.</summary>
    public static ref T Add<T>(ref T source, int elementOffset) => ref MemoryMarshal.CreateSpan(ref source, elementOffset + 1)[elementOffset];
}

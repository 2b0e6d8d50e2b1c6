namespace System.Runtime.CompilerServices;

/// <summary>Access to memory without checks, for pointers and bytes (.NET Core 3.0).</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static unsafe class Unsafe
{
    public static ref T Add<T>(ref T source, int count)
        where T : unmanaged
    {
        fixed (T* first = &source) return ref first[count];
    }

    public static T ReadUnaligned<T>(void* source)
        where T : unmanaged
        => *(T*)source;

    public static void WriteUnaligned<T>(void* target, T value)
        where T : unmanaged
        => *(T*)target = value;

    public static void InitBlockUnaligned(void* target, byte value, uint count) => new Span<byte>(target, (int)count).Fill(value);
}

using System.Buffers;

namespace FlowerModel.Runtime.Images.Buffers;

/// <summary>
/// Working memory of decoding and resizing, from the shared pool. Large arrays, such as those of a hostile image, are not pooled, so that the pool keeps at
/// most <see cref="MaxPooledBytes"/> per array and the garbage collector gets the rest.
/// </summary>
internal static class ImageMemory
{
    /// <summary>The largest array that is pooled: the pixels of a photo of 22 megapixels.</summary>
    public const int MaxPooledBytes = 1 << 26;

    /// <summary>Returns an array of at least a length, whose content is undefined.</summary>
    public static T[] Rent<T>(int length)
        where T : unmanaged => IsPooled<T>(length) ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);

    /// <summary>Returns an array to the pool.</summary>
    public static void Return<T>(T[] array)
        where T : unmanaged
    {
        if (IsPooled<T>(array.Length)) ArrayPool<T>.Shared.Return(array);
    }

    private static unsafe bool IsPooled<T>(int length)
        where T : unmanaged => (long)length * sizeof(T) <= MaxPooledBytes;
}

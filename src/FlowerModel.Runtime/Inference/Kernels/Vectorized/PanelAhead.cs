using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Inference.Kernels.Vectorized;

/// <summary>
/// The panel of a product that is needed next. It is fetched in pieces, one per tile of the current panel, because the processor's own prefetching stops at
/// the end of each page, and weights that are used once per image lie in a distant cache.
/// </summary>
/// <param name="first">The first float of the panel.</param>
/// <param name="floats">The number of its floats; 0: there is nothing to fetch.</param>
/// <param name="tiles">The number of tiles of the current panel.</param>
internal readonly unsafe struct PanelAhead(float* first, int floats, int tiles)
{
    private const int LineFloats = 16;
    private readonly int piece = floats == 0 ? 0 : ((floats / tiles) + LineFloats) / LineFloats * LineFloats;

    /// <summary>Fetches the piece of a tile.</summary>
    /// <param name="tile">The index of the tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch<TSimd, TVector>(int tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var end = Math.Min(floats, (tile + 1) * piece);
        for (var at = tile * piece; at < end; at += LineFloats) TSimd.PrefetchNearby(first + at);
    }
}

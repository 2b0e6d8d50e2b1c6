using System.Numerics;

namespace FlowerDrawings.Flowers;

/// <summary>The properties that the flowers of one image share, like plants in the same bed.</summary>
/// <param name="Base">The color of the petals near the axis.</param>
/// <param name="Tip">The color of the petals at the tip.</param>
/// <param name="Center">The color of the disc, the stamens or the seeds.</param>
/// <param name="InSeed">True if the flower has gone to seed.</param>
internal readonly record struct Bloom(Vector3 Base, Vector3 Tip, Vector3 Center, bool InSeed = false);

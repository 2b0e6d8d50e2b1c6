using System.Numerics;

namespace FlowerDrawings.Flowers;

/// <summary>What the flowers of one image have in common, as plants of one bed do.</summary>
/// <param name="Base">Color of the petals near the axis.</param>
/// <param name="Tip">Color of the petals at the tip.</param>
/// <param name="Center">Color of the disc, the stamens or the seeds.</param>
/// <param name="InSeed">True where the flower has gone to seed.</param>
internal readonly record struct Bloom(Vector3 Base, Vector3 Tip, Vector3 Center, bool InSeed = false);

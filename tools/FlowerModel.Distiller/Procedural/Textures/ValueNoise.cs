using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Procedural.Textures;

/// <summary>Smooth random values over the plane: random numbers at the points of a grid, interpolated, and sums of such grids of falling size.</summary>
internal readonly struct ValueNoise(ulong seed)
{
    /// <summary>Returns the sum of grids whose spacing and weight halve from one to the next, which is what photographs' spectra look like.</summary>
    /// <param name="x">Position in units of the coarsest grid.</param>
    /// <param name="y">Likewise.</param>
    /// <param name="octaves">Number of grids.</param>
    /// <returns>About -1 to 1.</returns>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, weight = 1, total = 0;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * At(x, y, octave);
            total += weight;
            weight *= 0.5f;
            x *= 2;
            y *= 2;
        }

        return sum / total * 1.6f;
    }

    private float At(float x, float y, int octave)
    {
        float column = MathF.Floor(x), row = MathF.Floor(y);
        float u = Smooth(x - column), v = Smooth(y - row);
        int i = (int)column, j = (int)row;
        float top = Mix(Point(i, j, octave), Point(i + 1, j, octave), u), bottom = Mix(Point(i, j + 1, octave), Point(i + 1, j + 1, octave), u);
        return Mix(top, bottom, v);
    }

    private float Point(int column, int row, int octave)
    {
        var place = ((ulong)(uint)column << 32) ^ (uint)row ^ ((ulong)octave << 59);
        return (float)((2 * new RandomStream(seed ^ (place * 0x9E3779B97F4A7C15)).NextDouble()) - 1);
    }

    private static float Smooth(float part) => part * part * (3 - (2 * part));

    private static float Mix(float first, float second, float share) => first + ((second - first) * share);
}

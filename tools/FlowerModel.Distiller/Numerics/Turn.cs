using FlowerModel.Training.Numerics;

namespace FlowerModel.Distiller.Numerics;

/// <summary>Angles as fractions of a full turn, with the same bits on every platform.</summary>
internal static class Turn
{
    /// <summary>Cosine of a fraction of a full turn.</summary>
    public static float Cosine(double turn)
    {
        turn -= Math.Floor(turn);
        return (float)PortableMath.CosPi(turn > 0.5 ? 2 - (2 * turn) : 2 * turn);
    }

    /// <summary>Sine of a fraction of a full turn.</summary>
    public static float Sine(double turn) => Cosine(turn - 0.25);
}

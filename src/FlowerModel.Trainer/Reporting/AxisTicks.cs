using System.Globalization;

namespace FlowerModel.Trainer.Reporting;

/// <summary>Round positions of the ticks of an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class AxisTicks
{
    private static readonly int[] Factors = [1, 2, 5];

    /// <summary>Returns the ticks of an axis, in ascending order.</summary>
    /// <param name="low">Lower end of the axis.</param>
    /// <param name="high">Upper end of the axis.</param>
    /// <param name="intervals">The largest number of intervals.</param>
    /// <param name="finest">The smallest distance of two ticks, a power of ten.</param>
    public static IEnumerable<double> Between(double low, double high, int intervals, double finest)
    {
        var step = Step(high - low, intervals, finest);
        // Adding 0 turns -0 into 0.
        for (var multiple = Math.Ceiling(low / step) + 0; multiple * step <= high; multiple++) yield return multiple * step;
    }

    /// <summary>Returns the text of a tick.</summary>
    public static string Label(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    // Only multiplications and divisions: powers and logarithms differ between platforms.
    private static double Step(double range, int intervals, double finest)
    {
        for (var power = finest; ; power *= 10)
        {
            foreach (var factor in Factors)
            {
                if (!(range / (factor * power) > intervals)) return factor * power;
            }
        }
    }
}

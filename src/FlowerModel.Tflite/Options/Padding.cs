namespace FlowerModel.Tflite;

/// <summary>Padding of convolutions and pooling; the numbers are those of the file format.</summary>
public enum Padding
{
    /// <summary>
    /// <c>ceil(input / stride)</c> outputs; of the zeros needed, the odd one goes to the bottom and the right.
    /// </summary>
    Same = 0,

    /// <summary>No zeros: only where the window fits.</summary>
    Valid = 1,
}

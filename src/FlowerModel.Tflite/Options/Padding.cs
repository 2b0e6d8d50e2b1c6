namespace FlowerModel.Tflite;

/// <summary>The padding of convolutions and pooling; the numeric values are those of the file format.</summary>
public enum Padding
{
    /// <summary>
    /// Pads with zeros so that there are <c>ceil(input / stride)</c> outputs; an odd zero goes to the bottom or the right.
    /// </summary>
    Same = 0,

    /// <summary>No padding: there are outputs only where the whole window fits in the input.</summary>
    Valid = 1,
}

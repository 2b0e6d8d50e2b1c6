namespace FlowerModel.Tflite;

/// <summary>The activation that an operator applies to its result; the numeric values are those of the file format.</summary>
public enum FusedActivation
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>max(x, 0).</summary>
    Relu = 1,

    /// <summary>x clamped to [-1, 1].</summary>
    ReluN1To1 = 2,

    /// <summary>x clamped to [0, 6].</summary>
    Relu6 = 3,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh = 4,

    /// <summary>The sign bit.</summary>
    SignBit = 5,
}

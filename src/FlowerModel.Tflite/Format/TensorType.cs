namespace FlowerModel.Tflite;

/// <summary>The element type of a tensor; the numeric values are those of the file format.</summary>
public enum TensorType
{
    /// <summary>32-bit float.</summary>
    Float32 = 0,

    /// <summary>16-bit float.</summary>
    Float16 = 1,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 2,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 3,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 4,

    /// <summary>Text, in a special packed format.</summary>
    String = 5,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 6,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 7,

    /// <summary>Complex number of two 32-bit floats.</summary>
    Complex64 = 8,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 9,

    /// <summary>64-bit float.</summary>
    Float64 = 10,

    /// <summary>Complex number of two 64-bit floats.</summary>
    Complex128 = 11,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 12,

    /// <summary>Handle of a resource; has no data in the file.</summary>
    Resource = 13,

    /// <summary>Handle of a variant; has no data in the file.</summary>
    Variant = 14,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 15,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 16,

    /// <summary>4-bit signed integer, two per byte.</summary>
    Int4 = 17,
}

/// <summary>Extension methods for <see cref="TensorType"/>.</summary>
public static class TensorTypes
{
    /// <summary>Returns the size of one element in bytes; 0 if it is not a fixed, whole number of bytes (text, handles, 4-bit integers).</summary>
    public static int ByteSize(this TensorType type) => type switch
    {
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool => 1,
        TensorType.Float16 or TensorType.Int16 or TensorType.UInt16 => 2,
        TensorType.Float32 or TensorType.Int32 or TensorType.UInt32 => 4,
        TensorType.Float64 or TensorType.Int64 or TensorType.UInt64 or TensorType.Complex64 => 8,
        TensorType.Complex128 => 16,
        _ => 0,
    };
}

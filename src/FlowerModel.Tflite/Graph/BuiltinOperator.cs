namespace FlowerModel.Tflite;

/// <summary>
/// The built-in operators that image models use; the numeric values are those of the file format. Values that are not listed here are
/// preserved when a file is read.
/// </summary>
public enum BuiltinOperator
{
    /// <summary>ADD.</summary>
    Add = 0,

    /// <summary>AVERAGE_POOL_2D.</summary>
    AveragePool2D = 1,

    /// <summary>CONCATENATION.</summary>
    Concatenation = 2,

    /// <summary>CONV_2D.</summary>
    Conv2D = 3,

    /// <summary>DEPTHWISE_CONV_2D.</summary>
    DepthwiseConv2D = 4,

    /// <summary>DEQUANTIZE.</summary>
    Dequantize = 6,

    /// <summary>FLOOR.</summary>
    Floor = 8,

    /// <summary>FULLY_CONNECTED.</summary>
    FullyConnected = 9,

    /// <summary>L2_NORMALIZATION.</summary>
    L2Normalization = 11,

    /// <summary>LOGISTIC.</summary>
    Logistic = 14,

    /// <summary>MAX_POOL_2D.</summary>
    MaxPool2D = 17,

    /// <summary>MUL.</summary>
    Mul = 18,

    /// <summary>RELU.</summary>
    Relu = 19,

    /// <summary>RELU_N1_TO_1.</summary>
    ReluN1To1 = 20,

    /// <summary>RELU6.</summary>
    Relu6 = 21,

    /// <summary>RESHAPE.</summary>
    Reshape = 22,

    /// <summary>RESIZE_BILINEAR.</summary>
    ResizeBilinear = 23,

    /// <summary>SOFTMAX.</summary>
    Softmax = 25,

    /// <summary>TANH.</summary>
    Tanh = 28,

    /// <summary>CUSTOM.</summary>
    Custom = 32,

    /// <summary>PAD.</summary>
    Pad = 34,

    /// <summary>GATHER.</summary>
    Gather = 36,

    /// <summary>TRANSPOSE.</summary>
    Transpose = 39,

    /// <summary>MEAN.</summary>
    Mean = 40,

    /// <summary>SUB.</summary>
    Sub = 41,

    /// <summary>DIV.</summary>
    Div = 42,

    /// <summary>SQUEEZE.</summary>
    Squeeze = 43,

    /// <summary>STRIDED_SLICE.</summary>
    StridedSlice = 45,

    /// <summary>EXP.</summary>
    Exp = 47,

    /// <summary>SPLIT.</summary>
    Split = 49,

    /// <summary>LOG_SOFTMAX.</summary>
    LogSoftmax = 50,

    /// <summary>CAST.</summary>
    Cast = 53,

    /// <summary>PRELU.</summary>
    PRelu = 54,

    /// <summary>MAXIMUM.</summary>
    Maximum = 55,

    /// <summary>ARG_MAX.</summary>
    ArgMax = 56,

    /// <summary>MINIMUM.</summary>
    Minimum = 57,

    /// <summary>NEG.</summary>
    Neg = 59,

    /// <summary>PADV2.</summary>
    PadV2 = 60,

    /// <summary>SLICE.</summary>
    Slice = 65,

    /// <summary>TRANSPOSE_CONV.</summary>
    TransposeConv = 67,

    /// <summary>EXPAND_DIMS.</summary>
    ExpandDims = 70,

    /// <summary>SUM.</summary>
    Sum = 74,

    /// <summary>SQRT.</summary>
    Sqrt = 75,

    /// <summary>RSQRT.</summary>
    Rsqrt = 76,

    /// <summary>SHAPE.</summary>
    Shape = 77,

    /// <summary>POW.</summary>
    Pow = 78,

    /// <summary>REDUCE_PROD.</summary>
    ReduceProd = 81,

    /// <summary>REDUCE_MAX.</summary>
    ReduceMax = 82,

    /// <summary>PACK.</summary>
    Pack = 83,

    /// <summary>REDUCE_MIN.</summary>
    ReduceMin = 89,

    /// <summary>SQUARE.</summary>
    Square = 92,

    /// <summary>RESIZE_NEAREST_NEIGHBOR.</summary>
    ResizeNearestNeighbor = 97,

    /// <summary>LEAKY_RELU.</summary>
    LeakyRelu = 98,

    /// <summary>ABS.</summary>
    Abs = 101,

    /// <summary>QUANTIZE.</summary>
    Quantize = 114,

    /// <summary>HARD_SWISH.</summary>
    HardSwish = 117,

    /// <summary>BATCH_MATMUL.</summary>
    BatchMatMul = 126,
}

namespace FlowerModel.Pipeline.Settings;

/// <summary>How images are divided into training and validation.</summary>
public enum SplitRule
{
    /// <summary>Per class, by image hash: an image never changes subset when others come or go.</summary>
    Content,

    /// <summary>The first part of each class, sorted by file name, validates: the rule of Keras' <c>validation_split</c>.</summary>
    Keras,
}

/// <summary>The classification head on top of the base.</summary>
public enum HeadKind
{
    /// <summary>Conv2D(32, 3x3, relu) - Dropout - GlobalAveragePooling - Dense(softmax): the tutorial's head.</summary>
    Conv,

    /// <summary>GlobalAveragePooling - Dropout - Dense(softmax).</summary>
    Linear,
}

/// <summary>What BatchNorm layers do while fine-tuning.</summary>
public enum BatchNormMode
{
    /// <summary>Statistics stay as they are, scale and offset are trained.</summary>
    Inference,

    /// <summary>Statistics of the batch, moving averages updated: what Keras does when the layers are simply made trainable.</summary>
    Training,
}

/// <summary>The pre-trained network below the head.</summary>
public enum BaseModelKind
{
    /// <summary>MobileNetV2 (Sandler et al. 2018), as <c>keras.applications</c> has it.</summary>
    MobileNetV2,
}

/// <summary>How a written model keeps its kernels and counts: one <c>.tflite</c> file each.</summary>
public enum NumberFormat
{
    /// <summary>Everything float32, as trained.</summary>
    Float32,

    /// <summary>Kernels float16 behind <c>DEQUANTIZE</c>; activations float32. About half the size.</summary>
    Float16,

    /// <summary>Kernels int8, per channel; activations float32. About a quarter of the size ("dynamic range").</summary>
    Dynamic,

    /// <summary>Kernels and activations int8, calibrated on training images. About a quarter of the size, and fastest.</summary>
    Int8,
}

/// <summary>When MSBuild copies a file to the output folder: the values of its own <c>CopyToOutputDirectory</c>.</summary>
public enum OutputCopy
{
    /// <summary>It does not.</summary>
    Never,

    /// <summary>When the file is newer than its copy.</summary>
    PreserveNewest,

    /// <summary>When the file's size or time stamp differs from its copy's (MSBuild 17.13 and later).</summary>
    IfDifferent,

    /// <summary>In every build.</summary>
    Always,
}

/// <summary>The number type of an int8 model's input or output tensor.</summary>
public enum InferenceType
{
    /// <summary>Float32: the model quantizes its input and dequantizes its output itself.</summary>
    Float32,

    /// <summary>Unsigned bytes, as an image's pixels come.</summary>
    UInt8,

    /// <summary>Signed bytes, as the model counts inside.</summary>
    Int8,
}

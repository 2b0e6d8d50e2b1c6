namespace FlowerModel.Pipeline.Settings;

/// <summary>How images are split into training and validation.</summary>
public enum SplitRule
{
    /// <summary>Per class, by image hash: an image never changes its subset when other images are added or removed.</summary>
    Content,

    /// <summary>The first part of each class, sorted by file name, is used for validation, as with Keras' <c>validation_split</c>.</summary>
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

/// <summary>A set of training settings: see <see cref="Recipe"/>.</summary>
public enum RecipeName
{
    /// <summary>The best that was found: augmented views, a linear head, fine-tuning with a schedule, mixup, averaged weights.</summary>
    Default,

    /// <summary>The protocol of TensorFlow's tutorial "Recognize Flowers using Transfer Learning".</summary>
    Tutorial,
}

/// <summary>How much time the default recipe takes. The steps are fixed, so the same effort gives the same bytes on every machine.</summary>
public enum Effort
{
    /// <summary>Trains only a head on the frozen base.</summary>
    Quick,

    /// <summary>Fine-tunes the top of the base on some augmented views of each image.</summary>
    Default,

    /// <summary>Takes four times as many views of each image, and more epochs with many images.</summary>
    Thorough,
}

/// <summary>How the learning rate changes over the steps.</summary>
public enum LearningRateSchedule
{
    /// <summary>The rate is constant.</summary>
    Constant,

    /// <summary>The rate falls from the given value to zero along half a cosine (Loshchilov and Hutter 2017, without restarts).</summary>
    Cosine,
}

/// <summary>How much the images of a class weigh in the loss.</summary>
public enum ClassWeighting
{
    /// <summary>Every image weighs the same.</summary>
    None,

    /// <summary>
    /// Images of rarer classes weigh more: the weight of a class is inversely proportional to the square root of its number of images, and 1 on average.
    /// </summary>
    Balanced,
}

/// <summary>How BatchNorm layers behave during fine-tuning.</summary>
public enum BatchNormMode
{
    /// <summary>Statistics are fixed; scale and offset are trained.</summary>
    Inference,

    /// <summary>Batch statistics are used, and moving averages are updated, as in Keras when the layers are simply made trainable.</summary>
    Training,
}

/// <summary>The number format of a written model's kernels and activations; each format is a separate <c>.tflite</c> file.</summary>
public enum NumberFormat
{
    /// <summary>All values are float32, as trained.</summary>
    Float32,

    /// <summary>Float16 kernels followed by <c>DEQUANTIZE</c>; float32 activations. About half the size.</summary>
    Float16,

    /// <summary>Int8 kernels, quantized per channel; float32 activations. About a quarter of the size ("dynamic range").</summary>
    Dynamic,

    /// <summary>Int8 kernels and activations, calibrated on training images. About a quarter of the size, and the fastest.</summary>
    Int8,
}

/// <summary>A file format, other than .tflite, that models are also written in.</summary>
public enum ExportFormat
{
    /// <summary>ONNX, for ONNX Runtime and others.</summary>
    Onnx,
}

/// <summary>When MSBuild copies a file to the output folder: the values of MSBuild's <c>CopyToOutputDirectory</c>.</summary>
public enum OutputCopy
{
    /// <summary>Never.</summary>
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

    /// <summary>Unsigned bytes, like the pixels of an image.</summary>
    UInt8,

    /// <summary>Signed bytes, like the model's activations.</summary>
    Int8,
}

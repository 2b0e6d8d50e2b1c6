namespace FlowerModel.Pipeline.Settings;

/// <summary>How pictures are divided into training and validation.</summary>
public enum SplitRule
{
    /// <summary>Per class, by picture hash: a picture never changes side when others come or go.</summary>
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

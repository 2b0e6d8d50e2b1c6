namespace FlowerModel.Pipeline.Stages;

/// <summary>The stages of the pipeline that make an artifact, in the order of the data.</summary>
public enum Stage
{
    /// <summary>Archive or list to a folder of labeled images.</summary>
    Dataset,

    /// <summary>The frozen base run once per image.</summary>
    Features,

    /// <summary>The classification head on the kept features.</summary>
    Train,

    /// <summary>The top of the base together with the head.</summary>
    FineTune,

    /// <summary>Weights to a float32 .tflite.</summary>
    Convert,

    /// <summary>The float32 .tflite to one with smaller numbers; once for each variant.</summary>
    Quantize,

    /// <summary>A written .tflite run over the validation images; once for each variant.</summary>
    Evaluate,
}

/// <summary>Names and versions of stages.</summary>
public static class StageFacts
{
    /// <summary>The stage's name in keys, file names and as the trainer's verb: <c>fine-tune</c>.</summary>
    public static string Name(this Stage stage) => stage switch
    {
        Stage.Dataset => "dataset",
        Stage.Features => "features",
        Stage.Train => "train",
        Stage.FineTune => "fine-tune",
        Stage.Convert => "convert",
        Stage.Quantize => "quantize",
        Stage.Evaluate => "evaluate",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    /// <summary>
    /// Version of what the stage does with the same inputs. It is part of the key: raise it with every change of the trainer that
    /// changes the stage's artifact, and older artifacts are no longer taken.
    /// </summary>
    public static int Version(this Stage stage) => stage switch
    {
        Stage.Dataset => 1,
        Stage.Features => 1,
        Stage.Train => 1,
        Stage.FineTune => 1,
        Stage.Convert => 1,
        Stage.Quantize => 3,
        Stage.Evaluate => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}

namespace FlowerModel.Pipeline.Stages;

/// <summary>Names of the files that stages make; inputs of later stages have the same names.</summary>
public static class ArtifactNames
{
    /// <summary>The trained head, Keras HDF5 layout (train).</summary>
    public const string HeadWeights = "head.h5";

    /// <summary>Base and head after fine-tuning, Keras HDF5 layout (fine-tune).</summary>
    public const string ModelWeights = "model.h5";

    /// <summary>Class names, one a line, by output index (train).</summary>
    public const string Labels = "labels.txt";

    /// <summary>Learning curves of head training as data (train), of both phases (fine-tune).</summary>
    public const string History = "history.json";

    /// <summary>Learning curves as an image (train, fine-tune).</summary>
    public const string CurvesPng = "learning-curves.png";

    /// <summary>Learning curves as a scalable image (train, fine-tune).</summary>
    public const string CurvesSvg = "learning-curves.svg";

    /// <summary>The model (convert: float32; quantize: a variant).</summary>
    public const string Model = "model.tflite";

    /// <summary>Every artifact of a stage, by name.</summary>
    public static IReadOnlyList<string> Of(Stage stage) => stage switch
    {
        Stage.Dataset => [Data.DatasetFiles.FileName],
        Stage.Features => [FeatureIndex.FileName],
        Stage.Train => [HeadWeights, Labels, History, CurvesPng, CurvesSvg],
        Stage.FineTune => [ModelWeights, History, CurvesPng, CurvesSvg],
        Stage.Convert => [Model],
        Stage.Quantize => [Model, QuantizationReport.FileName],
        Stage.Evaluate => [Evaluation.FileName],
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };
}

namespace FlowerModel.Pipeline.Artifacts;

/// <summary>Names of the artifacts that no type describes. Inputs of later stages have the same names.</summary>
public static class ArtifactNames
{
    /// <summary>The trained head, Keras HDF5 layout (train).</summary>
    public const string HeadWeights = "head.h5";

    /// <summary>Base and head after fine-tuning, Keras HDF5 layout (fine-tune).</summary>
    public const string ModelWeights = "model.h5";

    /// <summary>Learning curves as data: of head training (train), of both phases (fine-tune).</summary>
    public const string History = "history.json";

    /// <summary>Learning curves as an image; missing where the machine cannot draw it (train, fine-tune).</summary>
    public const string CurvesPng = "learning-curves.png";

    /// <summary>Learning curves as a scalable image, with the same bytes on every machine (train, fine-tune).</summary>
    public const string CurvesSvg = "learning-curves.svg";

    /// <summary>The model (convert: float32; quantize: another number format).</summary>
    public const string Model = "model.tflite";

    /// <summary>The model as ONNX (export).</summary>
    public const string Onnx = "model.onnx";
}

namespace FlowerModel.Trainer.Reporting;

/// <summary>
/// The learning curves of a training as an image of 1000 x 800 pixels, laid out as in TensorFlow's transfer-learning notebook: accuracy above, loss
/// below, training and validation in each; a vertical line where fine-tuning starts, a diamond at the epoch whose weights each phase kept.
/// </summary>
internal static class LearningCurves
{
    /// <summary>Width of the image.</summary>
    public const int Width = 1000;

    /// <summary>Height of the image.</summary>
    public const int Height = 800;

    /// <summary>Writes the curves as a PNG image. Its bytes do not depend on the installed fonts, but can differ between platforms.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    /// <exception cref="TypeInitializationException">The native graphics library does not load; see <see cref="NativeGraphics.IsMissing"/>.</exception>
    public static void WritePng(string path, IReadOnlyList<TrainingPhase> phases) => WritePng(path, phases, CurvePanel.Accuracy, CurvePanel.Loss);

    /// <summary>Writes the curves with other panels than accuracy and loss.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    /// <param name="upper">The upper panel.</param>
    /// <param name="lower">The lower panel.</param>
    public static void WritePng(string path, IReadOnlyList<TrainingPhase> phases, CurvePanel upper, CurvePanel lower) =>
        PngCurves.Write(path, upper.Figure(phases), lower.Figure(phases));

    /// <summary>Writes the curves as an SVG image without native code: the same phases produce the same bytes on every machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="phases">The phases in their order; one or more.</param>
    public static void WriteSvg(string path, IReadOnlyList<TrainingPhase> phases) =>
        SvgCurves.Write(path, CurvePanel.Accuracy.Figure(phases), CurvePanel.Loss.Figure(phases));
}

namespace FlowerModel.Pipeline.Settings;

/// <summary>
/// The limits of settings, named like the settings, for builds and the command-line tool alike. Those of <c>Alpha</c> and <c>ImageSize</c>
/// belong to the network (<see cref="Networks.NetworkDescription"/>).
/// </summary>
public static class SettingLimits
{
    /// <summary>Limits of <see cref="ModelSettings.ValidationSplit"/>.</summary>
    public static Limits<double> ValidationSplit { get; } = new(0.01, 0.9);

    /// <summary>Limits of <see cref="ModelSettings.Seed"/>.</summary>
    public static Limits<int> Seed { get; } = new(0, int.MaxValue);

    /// <summary>Limits of <see cref="ModelSettings.Epochs"/>.</summary>
    public static Limits<int> Epochs { get; } = new(1, 10_000);

    /// <summary>Limits of <see cref="ModelSettings.BatchSize"/>.</summary>
    public static Limits<int> BatchSize { get; } = new(1, 1024);

    /// <summary>Limits of <see cref="ModelSettings.LearningRate"/>.</summary>
    public static Limits<double> LearningRate { get; } = new(1e-8, 1);

    /// <summary>Limits of <see cref="ModelSettings.Dropout"/>.</summary>
    public static Limits<double> Dropout { get; } = new(0, 0.9);

    /// <summary>Limits of <see cref="ModelSettings.FineTuneEpochs"/>.</summary>
    public static Limits<int> FineTuneEpochs { get; } = new(0, 10_000);

    /// <summary>Limits of <see cref="ModelSettings.FineTuneLearningRate"/>.</summary>
    public static Limits<double> FineTuneLearningRate { get; } = new(1e-8, 1);

    /// <summary>Limits of <see cref="ModelSettings.FineTuneWarmUp"/>.</summary>
    public static Limits<double> FineTuneWarmUp { get; } = new(0, 0.9);

    /// <summary>Limits of <see cref="ModelSettings.WeightDecay"/>.</summary>
    public static Limits<double> WeightDecay { get; } = new(0, 1);

    /// <summary>Limits of <see cref="ModelSettings.LabelSmoothing"/>.</summary>
    public static Limits<double> LabelSmoothing { get; } = new(0, 0.9);

    /// <summary>Limits of <see cref="ModelSettings.Mixup"/>.</summary>
    public static Limits<double> Mixup { get; } = new(0, 1);

    /// <summary>Limits of <see cref="ModelSettings.WeightAverage"/>.</summary>
    public static Limits<double> WeightAverage { get; } = new(0, 0.9999);

    /// <summary>Limits of <see cref="ModelSettings.FineTuneShare"/>.</summary>
    public static Limits<double> FineTuneShare { get; } = new(0.1, 1);

    /// <summary>Limits of <see cref="ModelSettings.Patience"/>.</summary>
    public static Limits<int> Patience { get; } = new(0, 10_000);

    /// <summary>Limits of <see cref="ModelSettings.Views"/>.</summary>
    public static Limits<int> Views { get; } = new(1, 32);

    /// <summary>Limits of <see cref="ModelSettings.CalibrationImages"/>.</summary>
    public static Limits<int> CalibrationImages { get; } = new(1, 10_000);

    /// <summary>Limits of <see cref="ModelSettings.MinAccuracy"/>.</summary>
    public static Limits<double> MinAccuracy { get; } = new(0, 1);

    /// <summary>Limits of <see cref="ModelSettings.MaxQuantizationDrop"/>.</summary>
    public static Limits<double> MaxQuantizationDrop { get; } = new(0, 1);

    /// <summary>Limits of <see cref="ModelSettings.MinClassRecall"/>.</summary>
    public static Limits<double> MinClassRecall { get; } = new(0, 1);

    /// <summary>Limits of <see cref="ModelSettings.MaxRegression"/>.</summary>
    public static Limits<int> MaxRegression { get; } = new(0, int.MaxValue);
}

using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The process unit that calibrates scores.</summary>
internal static class ScoreCalibrationTable
{
    private const byte ScoreCalibration = 2;

    private static readonly FlatField OptionsType = new(0, "options_type");
    private static readonly FlatField Options = new(1, "options");

    private static readonly FlatField Transformation = new(0, "score_transformation");
    private static readonly FlatField DefaultScore = new(1, "default_score");

    /// <summary>Returns the first calibration among process units, or null.</summary>
    internal static ScoreCalibration? Find(FlatTable[] units)
    {
        foreach (var unit in units)
        {
            if (unit.Byte(OptionsType) != ScoreCalibration || unit.Table(Options, "score calibration") is not { } options) continue;
            return new ScoreCalibration((ScoreTransformation)options.Enum(Transformation, 3), options.Single(DefaultScore));
        }

        return null;
    }

    internal static int Write(FlatBufferBuilder builder, ScoreCalibration calibration)
    {
        builder.StartTable(2);
        builder.AddByte(Transformation.Slot, (byte)calibration.Transformation, 0);
        builder.AddFloat(DefaultScore.Slot, calibration.DefaultScore, 0);
        var options = builder.EndTable();

        builder.StartTable(2);
        builder.AddByte(OptionsType.Slot, ScoreCalibration, 0);
        builder.AddOffset(Options.Slot, options, 0);
        return builder.EndTable();
    }
}

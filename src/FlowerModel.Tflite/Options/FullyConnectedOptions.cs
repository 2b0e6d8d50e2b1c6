using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of FULLY_CONNECTED: the kernel is outputs x inputs.</summary>
/// <param name="Activation">The activation that is applied to the result.</param>
/// <param name="WeightsFormat">0 for the default layout of the kernel, the only one in common use.</param>
/// <param name="KeepDimensions">True if the result keeps all input dimensions but the last; false for [batch, outputs].</param>
/// <param name="AsymmetricQuantizeInputs">In hybrid models (int8 kernel, float input): whether the input is quantized with a zero point.</param>
/// <param name="QuantizedBiasType">The type of the bias if activations are int16; Float32, the format's default, means unspecified.</param>
public sealed record FullyConnectedOptions(
    FusedActivation Activation,
    byte WeightsFormat,
    bool KeepDimensions,
    bool AsymmetricQuantizeInputs,
    TensorType QuantizedBiasType = TensorType.Float32) : OperatorOptions
{
    private static readonly FlatField ActivationField = new(0, "fused_activation_function");
    private static readonly FlatField WeightsFormatField = new(1, "weights_format");
    private static readonly FlatField KeepDimensionsField = new(2, "keep_num_dims");
    private static readonly FlatField AsymmetricQuantizeInputsField = new(3, "asymmetric_quantize_inputs");
    private static readonly FlatField QuantizedBiasTypeField = new(4, "quantized_bias_type");

    /// <summary>The number of this type in the format's union of options.</summary>
    internal const byte Kind = 8;

    internal override byte UnionType => Kind;

    internal static FullyConnectedOptions Read(FlatTable table)
    {
        table.Knows(slots: 5);
        return new(
            (FusedActivation)table.Enum(ActivationField, 6),
            table.Byte(WeightsFormatField),
            table.Bool(KeepDimensionsField),
            table.Bool(AsymmetricQuantizeInputsField),
            table.TensorType(QuantizedBiasTypeField));
    }

    internal override int Write(FlatBufferBuilder builder)
    {
        builder.StartTable(5);
        builder.AddByte(ActivationField.Slot, (byte)Activation, 0);
        builder.AddByte(WeightsFormatField.Slot, WeightsFormat, 0);
        builder.AddBool(KeepDimensionsField.Slot, KeepDimensions, false);
        builder.AddBool(AsymmetricQuantizeInputsField.Slot, AsymmetricQuantizeInputs, false);
        builder.AddByte(QuantizedBiasTypeField.Slot, (byte)QuantizedBiasType, 0);
        return builder.EndTable();
    }
}

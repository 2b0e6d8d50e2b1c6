using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of FULLY_CONNECTED: kernel of outputs by inputs.</summary>
/// <param name="Activation">Activation applied to the result.</param>
/// <param name="WeightsFormat">0 for the plain layout of the kernel, the only one in common use.</param>
/// <param name="KeepDimensions">True where the result keeps all dimensions of the input but the last; false for [batch, outputs].</param>
/// <param name="AsymmetricQuantizeInputs">In hybrid models (int8 kernel, float input): quantize the input with a zero point.</param>
/// <param name="QuantizedBiasType">Type of the bias where activations are int16; Float32, the format's default, leaves it open.</param>
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

    /// <summary>Number of the kind in the format's union of options.</summary>
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

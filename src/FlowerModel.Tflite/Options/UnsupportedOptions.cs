using Google.FlatBuffers;

namespace FlowerModel.Tflite;

/// <summary>Settings of a type that this library does not support; a model that has them can be read but not written.</summary>
/// <param name="Type">The number of the options' type in the format's union of options.</param>
public sealed record UnsupportedOptions(byte Type) : OperatorOptions
{
    internal override byte UnionType => Type;

    internal override int Write(FlatBufferBuilder builder) =>
        throw new NotSupportedException($"operator options of kind {Type} cannot be written: this library does not support them");
}

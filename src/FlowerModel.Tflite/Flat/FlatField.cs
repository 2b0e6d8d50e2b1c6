namespace FlowerModel.Tflite.Flat;

/// <summary>A field of a FlatBuffers table: its slot in the vtable and, for messages, its name in the schema.</summary>
internal readonly record struct FlatField(int Slot, string Name);

namespace FlowerModel.Tflite.Flat;

/// <summary>A field of a FlatBuffers table: its slot in the vtable and its name in the schema, which is used in messages.</summary>
internal readonly record struct FlatField(int Slot, string Name);

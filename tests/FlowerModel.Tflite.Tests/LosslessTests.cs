namespace FlowerModel.Tflite.Tests;

/// <summary>Everything that is read is written: no field of a file is silently lost.</summary>
public sealed class LosslessTests
{
    public static TheoryData<string> Files => ReferenceModelTests.Files;

    [Theory, MemberData(nameof(Files))]
    public void A_written_file_contains_everything_in_the_original(string name)
    {
        var original = ReferenceModelTests.Load(name);

        var written = ModelWriter.Write(ModelReader.Read(original));

        Assert.Equal(FlatText.Of(original), FlatText.Of(written));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_model_round_trips_in_every_property(string name)
    {
        var model = ModelReader.Read(ReferenceModelTests.Load(name));

        DeepEqual.Assert(model, ModelReader.Read(ModelWriter.Write(model)), "model");
    }

    [Theory, MemberData(nameof(Files))]
    public void Buffers_of_a_written_file_start_at_multiples_of_sixteen(string name)
    {
        var positions = FlatText.BufferPositions(ModelWriter.Write(ModelReader.Read(ReferenceModelTests.Load(name))));

        Assert.NotEmpty(positions);
        Assert.All(positions, position => Assert.Equal(0, position % 16));
    }

    [Fact]
    public void Fields_that_image_models_do_not_use_are_preserved()
    {
        var model = new Model
        {
            Description = "all fields",
            MetadataBuffers = [new byte[] { 1, 2, 3 }],
            Metadata = [new MetadataEntry("notes", new byte[] { 4, 5 })],
            Signatures = [new Signature("first", [new SignatureTensor("x", 0)], [new SignatureTensor("y", 2)], 0)],
            Subgraphs =
            [
                new Subgraph
                {
                    DebugMetadataIndex = 7,
                    Tensors =
                    [
                        new Tensor
                        {
                            Name = "in",
                            Shape = [1, 4],
                            ShapeSignature = [-1, 4],
                            Type = TensorType.Int16,
                            IsVariable = true,
                            Quantization = new Quantization(0.25f, 0),
                            Range = new ValueRange([-8], [7.75f]),
                        },
                        new Tensor
                        {
                            Name = "kernel",
                            Shape = [2, 4],
                            Type = TensorType.Int8,
                            Data = new byte[8],
                            HasRank = false,
                            Quantization = new Quantization([0.5f, 0.25f], [0, 0], 0),
                            Range = new ValueRange([-1, -2], [1, 2]),
                        },
                        new Tensor { Name = "out", Shape = [1, 2], Type = TensorType.Int16, Range = new ValueRange([0], [6]) },
                    ],
                    Inputs = [0],
                    Outputs = [2],
                    Operators =
                    [
                        new Operator
                        {
                            Code = BuiltinOperator.FullyConnected,
                            Version = 11,
                            Inputs = [0, 1, Operator.NoTensor],
                            Outputs = [2],
                            Options = new FullyConnectedOptions(FusedActivation.Relu, 0, true, true, TensorType.Int64),
                            Intermediates = [1, 0],
                            MutatingVariableInputs = [true, false, false],
                            DebugMetadataIndex = 3,
                        },
                        new Operator
                        {
                            Code = BuiltinOperator.Conv2D,
                            Inputs = [0, 1],
                            Outputs = [2],
                            Options = new Conv2DOptions(Padding.Valid, 1, 2, FusedActivation.None, 3, 4, TensorType.Int32),
                        },
                        new Operator { Code = BuiltinOperator.Pad, Inputs = [0, 1], Outputs = [2], Options = new EmptyOptions(22) },
                        new Operator
                        {
                            Code = BuiltinOperator.Custom,
                            CustomCode = "Own",
                            Inputs = [0],
                            Outputs = [2],
                            CustomOptions = new byte[] { 9, 8, 7 },
                        },
                    ],
                },
            ],
        };

        DeepEqual.Assert(model, ModelReader.Read(ModelWriter.Write(model)), "model");
    }

    [Fact]
    public void A_model_with_unknown_parts_runs_but_is_not_written()
    {
        var file = WithFieldBehindLast(ModelWriter.Write(SmallModel.Identity()));

        var model = ModelReader.Read(file);

        Assert.Equal(["field 8 of TensorFlow Lite model"], model.NotUnderstood);
        Assert.Contains("field 8", Assert.Throws<NotSupportedException>(() => ModelWriter.Write(model)).Message, StringComparison.Ordinal);
        Assert.NotEmpty(ModelWriter.Write(model with { NotUnderstood = [] }));
    }

    /// <summary>Returns the file with an extra field in its root table: an extended copy of the vtable is appended to the file.</summary>
    private static byte[] WithFieldBehindLast(byte[] file)
    {
        var root = BitConverter.ToInt32(file);
        var vtable = root - BitConverter.ToInt32(file, root);
        var (vtableSize, tableSize) = (BitConverter.ToUInt16(file, vtable), BitConverter.ToUInt16(file, vtable + 2));
        Assert.Equal(4 + 2 * 8, vtableSize);
        var newVtable = file.Length;
        byte[] longer = [.. file, .. file[vtable..(vtable + vtableSize)], .. BitConverter.GetBytes((ushort)4)];
        BitConverter.TryWriteBytes(longer.AsSpan(newVtable), (ushort)(vtableSize + 2));
        BitConverter.TryWriteBytes(longer.AsSpan(newVtable + 2), tableSize);
        BitConverter.TryWriteBytes(longer.AsSpan(root), root - newVtable);
        return longer;
    }
}

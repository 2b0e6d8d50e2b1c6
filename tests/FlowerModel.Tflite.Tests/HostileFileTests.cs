using System.Buffers.Binary;
using System.Diagnostics;

namespace FlowerModel.Tflite.Tests;

/// <summary>Files that are designed to crash, hang or exhaust memory.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(40)]
    public void A_truncated_file_is_rejected(int length)
    {
        var file = ModelWriter.Write(SmallModel.Identity());

        Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file.AsMemory(0, length)));
    }

    [Fact]
    public void A_file_of_another_format_is_reported_as_such()
    {
        var error = Assert.Throws<TfliteFormatException>(() => ModelReader.Read("GIF89a and so on"u8.ToArray()));

        Assert.Contains("TFL3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x7fffffffu)]
    [InlineData(0xffffffffu)]
    [InlineData(0u)]
    public void A_root_offset_past_the_end_or_to_itself_is_rejected(uint offset)
    {
        var file = ModelWriter.Write(SmallModel.Identity());
        BinaryPrimitives.WriteUInt32LittleEndian(file, offset);

        Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));
    }

    [Theory]
    [InlineData(0x7fffffffu)]
    [InlineData(0xffffffffu)]
    [InlineData(0x40000000u)]
    public void A_vector_longer_than_the_file_is_rejected(uint count)
    {
        var file = ModelWriter.Write(SmallModel.Identity(7, 11, 13));
        var shape = file.AsSpan().IndexOf((byte[])[3, 0, 0, 0, 7, 0, 0, 0, 11, 0, 0, 0, 13, 0, 0, 0]);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(shape), count);

        var error = Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));

        Assert.Contains("shape", error.Message, StringComparison.Ordinal);
        Assert.Contains(count.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 11, 13)]
    [InlineData(65536, 65536, 1)]
    [InlineData(2147483647, 2147483647, 2147483647)]
    [InlineData(1024, 1024, 1024)]
    public void A_negative_or_overflowing_shape_is_rejected(int a, int b, int c)
    {
        var file = ModelWriter.Write(SmallModel.Identity(7, 11, 13));
        var shape = file.AsSpan().IndexOf((byte[])[3, 0, 0, 0, 7, 0, 0, 0, 11, 0, 0, 0, 13, 0, 0, 0]) + 4;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(shape), a);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(shape + 4), b);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(shape + 8), c);

        var error = Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));

        Assert.Contains("tensor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_whose_bytes_do_not_match_its_shape_is_rejected()
    {
        var error = Assert.Throws<TfliteFormatException>(() => ModelWriter.Write(SmallModel.Of(
            new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] },
            new Tensor { Name = "in", Shape = [2], Type = TensorType.Float32, Data = new byte[7] },
            new Tensor { Name = "out", Shape = [2], Type = TensorType.Float32 })));

        Assert.Contains("7 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(int.MaxValue)]
    public void An_operator_with_a_nonexistent_tensor_is_rejected(int index)
    {
        Assert.Throws<TfliteFormatException>(() => ModelWriter.Write(SmallModel.Of(
            new Operator { Code = BuiltinOperator.Relu, Inputs = [index], Outputs = [1] },
            new Tensor { Name = "in", Shape = [2], Type = TensorType.Float32 },
            new Tensor { Name = "out", Shape = [2], Type = TensorType.Float32 })));
    }

    [Fact]
    public void Per_channel_scales_that_do_not_match_their_dimension_are_rejected()
    {
        Assert.Throws<TfliteFormatException>(() => ModelWriter.Write(SmallModel.Of(
            new Operator { Code = BuiltinOperator.Relu, Inputs = [0], Outputs = [1] },
            new Tensor { Name = "in", Shape = [2], Type = TensorType.Int8, Quantization = new([1, 1, 1], [0, 0, 0], 0) },
            new Tensor { Name = "out", Shape = [2], Type = TensorType.Int8 })));
    }

    [Fact]
    public void Many_references_to_one_large_table_do_not_exhaust_memory()
    {
        // 100,000 references to the same tensor, whose shape has 100,000 dimensions: 10^10 numbers from less than 1 MB.
        const int count = 100_000;
        var file = ModelWriter.Write(new Model
        {
            Subgraphs =
            [
                new Subgraph
                {
                    Tensors = [.. Enumerable.Repeat(new Tensor { Name = "t", Shape = [], Type = TensorType.Float32 }, 10)],
                    Inputs = Enumerable.Repeat(3, count).ToArray(),
                    Outputs = Enumerable.Repeat(1, count).ToArray(),
                    Operators = [],
                },
            ],
        });
        // The vector of inputs is turned into the vector of tensors, in which each entry is an offset to the table of tensor 0.
        var inputs = file.AsSpan().IndexOf((byte[])[0xa0, 0x86, 1, 0, 3, 0, 0, 0]);
        var outputs = file.AsSpan().IndexOf((byte[])[0xa0, 0x86, 1, 0, 1, 0, 0, 0]);
        var root = (int)BinaryPrimitives.ReadUInt32LittleEndian(file);
        var subgraphs = Follow(file, Field(file, root, 2));
        var graph = Follow(file, subgraphs + 4);
        var tensors = Follow(file, Field(file, graph, 0));
        var tensor = Follow(file, tensors + 4);
        Assert.True(inputs > 0 && outputs > 0 && inputs < tensor && outputs < tensor);
        for (var i = 0; i < count; i++)
        {
            var at = inputs + 4 + 4 * i;
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), tensor - at);
        }

        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(Field(file, graph, 0)), inputs - Field(file, graph, 0));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 16L * file.Length + (256 << 10), $"{allocated} bytes for a file of {file.Length}");
    }

    [Fact]
    public void A_file_that_consists_almost_only_of_structure_is_read()
    {
        const int count = 5000;
        var model = SmallModel.Identity();
        var file = ModelWriter.Write(model with
        {
            Subgraphs =
            [
                model.Main with
                {
                    Tensors =
                    [
                        .. Enumerable.Range(0, count + 1).Select(i => new Tensor
                        {
                            Name = $"t{i}",
                            Shape = [1],
                            Type = TensorType.Int8,
                            Quantization = new Quantization(0.5f, 0),
                        }),
                    ],
                    Operators =
                    [
                        .. Enumerable.Range(0, count).Select(i => new Operator
                        {
                            Code = BuiltinOperator.Add,
                            Inputs = [i],
                            Outputs = [i + 1],
                            Options = new AddOptions(FusedActivation.None),
                        }),
                    ],
                },
            ],
        });

        Assert.Equal(count, ModelReader.Read(file).Main.Operators.Count);
    }

    [Fact]
    public void A_long_vtable_shared_by_many_tables_takes_little_time_and_memory()
    {
        // In this finding, hundreds of tables have an entry for each of thousands of unknown fields.
        var path = Path.Combine(Testing.ReferenceData.RepositoryRoot, "tests", "FlowerModel.Tflite.Tests", "Findings", "long-vtable.tflite");
        var file = File.ReadAllBytes(path);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16L * file.Length + (256 << 10));
    }

    [Fact]
    public void A_name_that_is_not_valid_text_is_rejected()
    {
        var file = ModelWriter.Write(SmallModel.Identity());
        file[file.AsSpan().IndexOf("three numbers"u8)] = 0xff;

        var error = Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));

        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_operator_are_rejected()
    {
        var file = ModelWriter.Write(SmallModel.Of(
            new Operator { Code = BuiltinOperator.Softmax, Inputs = [0], Outputs = [1], Options = new AddOptions(FusedActivation.None) },
            new Tensor { Name = "in", Shape = [2], Type = TensorType.Float32 },
            new Tensor { Name = "out", Shape = [2], Type = TensorType.Float32 }));

        var error = Assert.Throws<TfliteFormatException>(() => ModelReader.Read(file));

        Assert.Contains("Softmax", error.Message, StringComparison.Ordinal);
    }

    private static int Follow(byte[] file, int at) => at + (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    private static int Field(byte[] file, int table, int slot)
    {
        var vtable = table - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(table));
        return table + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(vtable + 4 + 2 * slot));
    }
}

using System.Buffers.Binary;
using System.Diagnostics;

namespace FlowerModel.Tflite.Tests;

/// <summary>Real files with seeded damage: the reader refuses them in its own words or reads something consistent.</summary>
public sealed class MutationTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("hello_world_int8")]
    [InlineData("hello_world_float")]
    [InlineData("mobilenet_v2_035_96_embedder_with_metadata")]
    [InlineData("tf2_mobilenet_v2_1.0_224_ptq")]
    public void Damage_never_gives_anything_but_a_format_error(string name)
    {
        var original = ReferenceModelTests.Load(name);
        var structure = StructureOf(original);
        var file = (byte[])original.Clone();
        var random = new Random(7);
        var watch = Stopwatch.StartNew();
        var (read, refused) = (0, 0);
        for (var round = 0; round < 4000 && watch.Elapsed < Budget / 4; round++)
        {
            var damaged = new List<int>();
            for (var i = random.Next(1, 4); i > 0; i--) damaged.Add(Damage(file, structure[random.Next(structure.Length)], random));
            try
            {
                Touch(ModelReader.Read(file));
                MetadataReader.Read(file);
                read++;
            }
            catch (TfliteFormatException error)
            {
                Assert.NotEmpty(error.Message);
                refused++;
            }

            foreach (var at in damaged) original.AsSpan(at, 8).CopyTo(file.AsSpan(at));
        }

        Assert.True(read > 0, $"{read} read, {refused} refused");
        Assert.True(refused > 0, $"{read} read, {refused} refused");
    }

    [Fact]
    public void Every_prefix_of_a_small_file_is_refused_or_read_whole()
    {
        var file = ReferenceModelTests.Load("hello_world_int8");
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Touch(ModelReader.Read(file.AsMemory(0, length)));
            }
            catch (TfliteFormatException)
            {
                // Expected of nearly all.
            }
        }
    }

    /// <summary>Positions to damage: all but the insides of large constants, where damage says nothing about the reader.</summary>
    private static int[] StructureOf(byte[] file)
    {
        var inside = new bool[file.Length];
        foreach (var tensor in ModelReader.Read(file).Main.Tensors.Where(tensor => tensor.Data.Length > 64))
        {
            Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(tensor.Data, out var segment));
            inside.AsSpan(segment.Offset, segment.Count).Fill(true);
        }

        return [.. Enumerable.Range(0, file.Length - 8).Where(at => !inside[at])];
    }

    private static int Damage(byte[] file, int at, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                file[at] = (byte)random.Next(256);
                break;
            case 2:
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), random.Next(2) == 0 ? int.MaxValue : -1);
                break;
            case 3:
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), random.Next(file.Length));
                break;
            default:
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)random.Next(64));
                break;
        }

        return at;
    }

    private static void Touch(Model model)
    {
        foreach (var graph in model.Subgraphs)
        {
            foreach (var tensor in graph.Tensors)
            {
                Assert.True(tensor.ElementCount >= 0);
                if (tensor.IsConstant) _ = tensor.Data.Span[0] + tensor.Data.Span[^1];
            }

            foreach (var op in graph.Operators)
            {
                foreach (var index in op.Inputs.Where(index => index != Operator.NoTensor)) _ = graph.Tensors[index];
                foreach (var index in op.Outputs) _ = graph.Tensors[index];
            }
        }
    }
}

using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;
using FlowerModel.Pipeline.Text;
using Google.Protobuf;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>
/// The hand-written encoding against Google's library. The field numbers are those of remote_execution.proto in the Remote Execution API, version 2:
/// ActionResult { repeated OutputFile output_files = 2; int32 exit_code = 4; bytes stdout_raw = 5; Digest stdout_digest = 6; ExecutedActionMetadata
/// execution_metadata = 9 }, OutputFile { string path = 1; Digest digest = 2; bool is_executable = 4 }, Digest { string hash = 1; int64 size_bytes = 2 }.
/// </summary>
public sealed class ActionResultMessageTests
{
    private static readonly Artifact[] Files =
    [
        new("model.tflite", Hashing.OfText("a"), 5_000_000_000),
        new("größe.txt", Hashing.OfText("b"), 127),
        new("empty.txt", Hashing.OfText(""), 0),
    ];

    private static readonly byte[] Output = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];

    [Fact]
    public void Google_Protobuf_reads_what_is_written()
    {
        var files = new List<Artifact>();
        byte[] output = [];
        Fields(new ActionResultMessage(Files, Output).Encode(), (field, input) =>
        {
            if (field == 5) output = input.ReadBytes().ToByteArray();
            else if (field == 2) files.Add(ReadFile(input.ReadBytes().ToByteArray()));
            else Assert.Fail($"unexpected field {field}");
        });
        Assert.Equal(Files, files);
        Assert.Equal(Output, output);
    }

    [Fact]
    public void The_bytes_are_those_that_Google_Protobuf_writes() => Assert.Equal(Written(added: false), new ActionResultMessage(Files, Output).Encode());

    /// <summary>Servers add fields, such as the worker; fields that this product does not know must not matter.</summary>
    [Fact]
    public void Fields_that_others_add_are_ignored()
    {
        var message = ActionResultMessage.Decode(Written(added: true));
        Assert.Equal(Files, message.Files);
        Assert.Equal(Output, message.Output);
    }

    [Fact]
    public void An_empty_message_has_no_files()
    {
        var message = ActionResultMessage.Decode([]);
        Assert.Empty(message.Files);
        Assert.Empty(message.Output);
        Assert.Empty(message.Encode());
    }

    /// <summary>No damage makes the reader fail in another way, and what Google's library refuses is refused here too.</summary>
    [Fact]
    public void Damaged_messages_are_refused_or_read_as_Google_Protobuf_reads_them()
    {
        var valid = Written(added: true);
        var refused = 0;
        for (var position = 0; position < valid.Length; position++)
        {
            for (var bit = 0; bit < 8; bit++) refused += Compare([.. valid[..position], (byte)(valid[position] ^ (1 << bit)), .. valid[(position + 1)..]]);
            refused += Compare(valid[..position]);
        }

        Assert.InRange(refused, 1, (9 * valid.Length) - 1);
    }

    private static int Compare(byte[] bytes)
    {
        try
        {
            ActionResultMessage.Decode(bytes);
            Fields(bytes, static (field, input) =>
            {
                if (field == 2) ReadFile(input.ReadBytes().ToByteArray());
                else input.SkipLastField();
            });
            return 0;
        }
        catch (FormatException)
        {
            return 1;
        }
    }

    private static Artifact ReadFile(byte[] bytes)
    {
        var file = new Artifact("", "", 0);
        Fields(bytes, (field, input) =>
        {
            if (field == 1) file = file with { Name = input.ReadString() };
            else if (field != 2) input.SkipLastField();
            else
            {
                Fields(input.ReadBytes().ToByteArray(), (part, digest) =>
                {
                    if (part == 1) file = file with { Sha256 = digest.ReadString() };
                    else if (part == 2) file = file with { Size = digest.ReadInt64() };
                    else digest.SkipLastField();
                });
            }
        });
        return file;
    }

    private static void Fields(byte[] bytes, Action<int, CodedInputStream> read)
    {
        using var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag && tag != 0) read(WireFormat.GetTagFieldNumber(tag), input);
    }

    private static byte[] Written(bool added) => Message(message =>
    {
        foreach (var file in Files)
        {
            Nested(message, 2, output =>
            {
                output.WriteTag(1, WireFormat.WireType.LengthDelimited);
                output.WriteString(file.Name);
                Nested(output, 2, digest =>
                {
                    digest.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    digest.WriteString(file.Sha256);
                    if (file.Size == 0) return;
                    digest.WriteTag(2, WireFormat.WireType.Varint);
                    digest.WriteInt64(file.Size);
                });
                if (!added) return;
                output.WriteTag(4, WireFormat.WireType.Varint);
                output.WriteBool(true);
            });
        }

        if (added)
        {
            message.WriteTag(4, WireFormat.WireType.Varint);
            message.WriteInt32(-1);
            message.WriteTag(1000, WireFormat.WireType.Fixed64);
            message.WriteFixed64(7);
            message.WriteTag(1001, WireFormat.WireType.Fixed32);
            message.WriteFixed32(7);
        }

        message.WriteTag(5, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(Output));
        if (added) Nested(message, 9, static metadata =>
        {
            metadata.WriteTag(1, WireFormat.WireType.LengthDelimited);
            metadata.WriteString("10.0.0.1:4711");
        });
    });

    private static void Nested(CodedOutputStream message, int field, Action<CodedOutputStream> write)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true)) write(output);
        return stream.ToArray();
    }
}

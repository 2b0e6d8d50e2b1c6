namespace FlowerModel.Pipeline.Store.Remote;

/// <summary>
/// The fields that this product writes and reads of <c>ActionResult</c> in the Remote Execution API
/// (<c>build.bazel.remote.execution.v2</c>). Other fields, which servers add, are ignored.
/// </summary>
/// <param name="Files"><c>output_files</c>: path, and hash and size of the content.</param>
/// <param name="Output"><c>stdout_raw</c>.</param>
internal sealed record ActionResultMessage(IReadOnlyList<Artifact> Files, byte[] Output)
{
    private const int OutputFilesField = 2;
    private const int StdoutRawField = 5;
    private const int PathField = 1;
    private const int DigestField = 2;
    private const int HashField = 1;
    private const int SizeField = 2;

    /// <summary>Returns the encoded message.</summary>
    public byte[] Encode()
    {
        var message = new ProtobufWriter();
        foreach (var file in Files)
        {
            var digest = new ProtobufWriter();
            digest.Text(HashField, file.Sha256);
            digest.Number(SizeField, file.Size);
            var output = new ProtobufWriter();
            output.Text(PathField, file.Name);
            output.Message(DigestField, digest.ToArray());
            message.Message(OutputFilesField, output.ToArray());
        }

        message.Bytes(StdoutRawField, Output);
        return message.ToArray();
    }

    /// <summary>Decodes a message.</summary>
    /// <exception cref="FormatException">The bytes are not a valid message.</exception>
    public static ActionResultMessage Decode(byte[] bytes)
    {
        var files = new List<Artifact>();
        byte[] output = [];
        for (var message = new ProtobufReader(bytes); message.Next();)
        {
            if (message.Field == OutputFilesField) files.Add(DecodeFile(message.Bytes()));
            else if (message.Field == StdoutRawField) output = message.Bytes();
        }

        return new ActionResultMessage(files, output);
    }

    private static Artifact DecodeFile(byte[] bytes)
    {
        var file = new Artifact("", "", 0);
        for (var message = new ProtobufReader(bytes); message.Next();)
        {
            if (message.Field == PathField) file = file with { Name = message.Text() };
            else if (message.Field == DigestField) file = DecodeDigest(file, message.Bytes());
        }

        return file;
    }

    private static Artifact DecodeDigest(Artifact file, byte[] bytes)
    {
        for (var message = new ProtobufReader(bytes); message.Next();)
        {
            if (message.Field == HashField) file = file with { Sha256 = message.Text() };
            else if (message.Field == SizeField) file = file with { Size = message.Number() };
        }

        return file;
    }
}

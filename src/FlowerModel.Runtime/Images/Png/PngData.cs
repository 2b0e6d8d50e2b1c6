namespace FlowerModel.Runtime.Images.Png;

/// <summary>The contents of a file's data chunks, one after the other.</summary>
internal sealed unsafe class PngData : Stream
{
    private readonly byte* file;
    private readonly List<(int At, int Length)> chunks;
    private int chunk;
    private int offset;

    /// <param name="png">The whole file, which must stay where it is.</param>
    /// <param name="chunks">Offset and length of the content of each chunk.</param>
    public PngData(byte* png, List<(int At, int Length)> chunks)
    {
        this.file = png;
        this.chunks = chunks;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (this.chunk < this.chunks.Count)
        {
            var (at, length) = this.chunks[this.chunk];
            var count = Math.Min(length - this.offset, buffer.Length);
            if (count > 0)
            {
                new ReadOnlySpan<byte>(this.file + at + this.offset, count).CopyTo(buffer);
                this.offset += count;
                return count;
            }

            (this.chunk, this.offset) = (this.chunk + 1, 0);
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

namespace FlowerModel.Trainer.Data;

/// <summary>
/// A forward-only stream that throws when more than the allowed number of bytes is read from the inner stream. This stops a decompression
/// bomb in any part of a compressed stream, even one that is only skipped.
/// </summary>
/// <param name="inner">The stream; not disposed.</param>
/// <param name="max">The maximum number of bytes.</param>
/// <param name="exceeded">Creates the exception to throw.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class BoundedStream(Stream inner, long max, Func<Exception> exceeded, CancellationToken cancellation) : Stream
{
    private long given;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => given;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        given += read;
        return given <= max ? read : throw exceeded();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

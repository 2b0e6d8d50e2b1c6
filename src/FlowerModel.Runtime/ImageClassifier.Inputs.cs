using FlowerModel.Runtime.Images;

namespace FlowerModel.Runtime;

/// <content>Reads images from files and streams.</content>
public sealed partial class ImageClassifier
{
    // Func cannot have a span as a parameter in all target frameworks.
    private delegate T EncodedFunc<T>(ImageClassifier classifier, ReadOnlySpan<byte> encoded);

    private T FromStream<T>(Stream image, EncodedFunc<T> use)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(disposed, this);
        using var encoded = EncodedBytes.Read(image);
        return use(this, encoded.Span);
    }

    private T FromFile<T>(string path, EncodedFunc<T> use)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(disposed, this);
        using var file = EncodedBytes.Open(path);
        try
        {
            return FromStream(file, use);
        }
        catch (ImageFormatException error)
        {
            throw ImageFormatException.ForFile(path, error);
        }
    }

    // Reads asynchronously. The work that follows takes milliseconds of processor time, so it does not run on the caller's context.
    private Task<T> FromStreamAsync<T>(Stream image, EncodedFunc<T> use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(disposed, this);
        return Run();

        async Task<T> Run()
        {
            using var encoded = await EncodedBytes.ReadAsync(image, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => use(this, encoded.Span), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> FromFileAsync<T>(string path, EncodedFunc<T> use, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(disposed, this);
        return Run();

        async Task<T> Run()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = EncodedBytes.Open(path, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                try
                {
                    return await FromStreamAsync(file, use, cancellationToken).ConfigureAwait(false);
                }
                catch (ImageFormatException error)
                {
                    throw ImageFormatException.ForFile(path, error);
                }
            }
        }
    }

    private Task<T> FromMemoryAsync<T>(ReadOnlyMemory<byte> encoded, EncodedFunc<T> use, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Task.Run(() => use(this, encoded.Span), cancellationToken);
    }
}

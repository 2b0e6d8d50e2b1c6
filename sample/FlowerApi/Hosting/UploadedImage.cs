using System.Buffers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FlowerApi.Hosting;

/// <summary>The image of a request, in memory from a pool: the body itself, or the first file of a form.</summary>
internal sealed class UploadedImage : IDisposable
{
    private const int FirstBuffer = 1 << 16;
    private const int LongestBoundary = 70; // RFC 2046, 5.1.1

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int length;

    private UploadedImage()
    {
    }

    /// <summary>The contents of the image file.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Reads a request.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or the form is malformed or has no file.</exception>
    public static async Task<UploadedImage> ReadAsync(HttpRequest request)
    {
        var image = new UploadedImage();
        try
        {
            await image.FillAsync(await ContentOf(request), request.HttpContext.RequestAborted);
            return image;
        }
        catch (Exception error)
        {
            image.Dispose();

            // The reader of forms reports malformed ones in this way.
            if (error is InvalidDataException or IOException and not BadHttpRequestException) throw new BadHttpRequestException(error.Message, error);
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private static async Task<Stream> ContentOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return request.Body;
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return request.Body;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > LongestBoundary) throw new BadHttpRequestException("The form has no valid boundary.");
        var reader = new MultipartReader(boundary.ToString(), request.Body);
        while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
        {
            if (section.AsFileSection() is { FileStream: { } file }) return file;
        }

        throw new BadHttpRequestException("The form has no file.");
    }

    private async Task FillAsync(Stream content, CancellationToken cancellation)
    {
        for (int read; (read = await content.ReadAsync(buffer.AsMemory(length), cancellation)) > 0;)
        {
            length += read;
            if (length > UploadLimits.Bytes)
                throw new BadHttpRequestException("The image is too large.", StatusCodes.Status413PayloadTooLarge);
            if (length < buffer.Length) continue;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            Bytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;

namespace FlowerModel.ApiLoad;

/// <summary>A request that must not harm the server.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Create">Creates the body.</param>
/// <param name="Expected">The status that it must get; null if the connection is expected to break.</param>
internal sealed record HostileRequest(string Name, Func<HttpContent> Create, HttpStatusCode? Expected);

/// <summary>The hostile requests of a run.</summary>
internal static class HostileRequests
{
    /// <summary>The largest image that the server accepts, in pixels.</summary>
    private const int Side = 4898;

    /// <summary>Creates them.</summary>
    /// <param name="image">A valid JPEG.</param>
    public static IReadOnlyList<HostileRequest> Of(byte[] image)
    {
        var bomb = Png(Side, Side, complete: true);
        byte[] noise = [0xFF, 0xD8, 0xFF, .. Noise(20_000)];
        return
        [
            Body("truncated JPEG", image[..(image.Length / 2)], HttpStatusCode.BadRequest),
            Body("not an image", "words"u8.ToArray(), HttpStatusCode.BadRequest),
            Body("empty body", [], HttpStatusCode.BadRequest),
            Body("noise with the signature of a JPEG", noise, HttpStatusCode.BadRequest),
            Body("PNG that declares 60000x60000 pixels", Png(60_000, 60_000, complete: false), HttpStatusCode.RequestEntityTooLarge),
            Body("PNG of 24 megapixels in a few kilobytes", bomb, HttpStatusCode.OK),
            Body("PNG without its data", Png(500, 500, complete: false), HttpStatusCode.BadRequest),
            Body("WebP", "RIFF\0\0\0\0WEBPVP8 "u8.ToArray(), HttpStatusCode.UnsupportedMediaType),
            new("form without a file", () => new MultipartFormDataContent { { new StringContent("words"), "text" } }, HttpStatusCode.BadRequest),
            new("upload that stops half-way", () => new BrokenContent(image), null),
        ];
    }

    private static HostileRequest Body(string name, byte[] bytes, HttpStatusCode expected) => new(name, () => new ByteArrayContent(bytes), expected);

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    // ISO/IEC 15948: signature, IHDR (RGB, 8 bits), IDAT with black rows, IEND.
    private static byte[] Png(int width, int height, bool complete)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk("IHDR"u8, header);
        if (!complete) return file.ToArray();
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + (width * 3)];
            for (var y = 0; y < height; y++) zlib.Write(row);
        }

        Chunk("IDAT"u8, data.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] content)
        {
            byte[] body = [.. type, .. content];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write(number);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
            file.Write(number);
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    /// <summary>A body that declares its full length and breaks the connection after half of it.</summary>
    private sealed class BrokenContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            throw new IOException("The client breaks off.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}

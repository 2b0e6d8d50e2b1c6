using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Trainer.Features;

/// <summary>The key of a stored activation, which is also its path in the store.</summary>
/// <param name="BaseId">Identifies base, weights, width and image size: letters, digits, dot, dash and underscore.</param>
/// <param name="Tap">Name of the tap (<see cref="Network.Tap.Name"/>).</param>
/// <param name="ImageSha256">SHA-256 of the image file, 64 lowercase hexadecimal digits.</param>
/// <param name="View">0 = the plain image, 1 and up = seeded variations.</param>
/// <param name="ViewSeed">Seed of the variations; not used by view 0.</param>
/// <param name="Format">How it is stored.</param>
internal readonly record struct FeatureKey(
    string BaseId, string Tap, string ImageSha256, int View, ulong ViewSeed, ActivationFormat Format = ActivationFormat.Float32)
{
    /// <summary>The path below the store's root, with forward slashes.</summary>
    /// <exception cref="ArgumentException">A part could lead out of the store's folder.</exception>
    public string RelativePath()
    {
        if (!IsPlainName(BaseId)) throw new ArgumentException("not usable as a folder name: " + BaseId, nameof(BaseId));
        if (!IsPlainName(Tap)) throw new ArgumentException("not usable as a folder name: " + Tap, nameof(Tap));
        if (ImageSha256.Length != 64 || !ImageSha256.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException("not a SHA-256 in lowercase hexadecimal digits: " + ImageSha256, nameof(ImageSha256));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(View);
        var view = View == 0 ? "plain" : string.Create(CultureInfo.InvariantCulture, $"seed{ViewSeed}-view{View}");
        var format = Format == ActivationFormat.Float32 ? "" : "-8bit";
        return $"{BaseId}/{Tap}/{view}{format}/{ImageSha256[..2]}/{ImageSha256}.features";
    }

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 200 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}

/// <summary>
/// Stored activations of the frozen base, one file per image content, view and tap, so that a new image costs one forward pass and
/// a known one none.
/// </summary>
/// <remarks>
/// File: <c>FLWRFEAT</c>, format (uint32, 1 = float32, 2 = 8 bit), number of dimensions (uint32), four dimensions (uint32, unused ones 0), SHA-256 of the
/// data, data (<see cref="ActivationCodec"/>); all little-endian. Activations are in the order height, width, channel.
/// </remarks>
internal sealed class FeatureStore
{
    private const int HeaderLength = 64;
    private const int ChecksumAt = 32;
    private static readonly byte[] Magic = "FLWRFEAT"u8.ToArray();
    private readonly string root;

    /// <summary>Opens a store; its folder is created when the first file is written.</summary>
    public FeatureStore(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        this.root = root;
    }

    /// <summary>Full path of a stored activation.</summary>
    public string PathOf(FeatureKey key) => Path.Combine(root, key.RelativePath());

    /// <summary>True if the activation is stored: there is a file of the expected length.</summary>
    /// <param name="key">The activation.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="verify">True (the default) if header and data must be right, too, which means reading them.</param>
    public bool Contains(FeatureKey key, IReadOnlyList<int> shape, bool verify = true)
    {
        var path = PathOf(key);
        var stored = new FileInfo(path);
        if (!stored.Exists || stored.Length != FileLength(key.Format, shape)) return false;
        if (!verify)
        {
            LastUse.Touch(stored);
            return true;
        }

        var length = ActivationCodec.Length(key.Format, shape);
        var data = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using var file = File.OpenHandle(path);
            if (ReadAndCheck(file, key.Format, shape, data.AsSpan(0, length), verify: true) is not null) return false;
            LastUse.Touch(stored);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
        }
    }

    /// <summary>Stores an activation. The file appears under its name only when complete.</summary>
    public void Write(FeatureKey key, IReadOnlyList<int> shape, ReadOnlySpan<float> data)
    {
        if (data.Length != ElementCount(shape)) throw new ArgumentException("the data does not have the given shape", nameof(data));
        var length = ActivationCodec.Length(key.Format, shape);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        ActivationCodec.Encode(key.Format, data, shape[^1], buffer.AsSpan(0, length));
        Write(key, shape, (ReadOnlySpan<byte>)buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Write(FeatureKey key, IReadOnlyList<int> shape, ReadOnlySpan<byte> bytes)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        WriteHeader(header, key.Format, shape);
        SHA256.HashData(bytes, header[ChecksumAt..]);

        var path = PathOf(key);
        var temporary = path + "." + Path.GetRandomFileName();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var length = HeaderLength + bytes.Length;
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, preallocationSize: length))
            {
                RandomAccess.Write(file, header, 0);
                RandomAccess.Write(file, bytes, HeaderLength);
            }

            if (Directory.Exists(path)) Directory.Delete(path, recursive: true); // a folder in the place of a file would make every write fail
            AtomicFile.Publish(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Reads a stored activation into memory; the header is checked, the checksum only on request. A damaged file is deleted.</summary>
    /// <exception cref="FeatureStoreException">The file is missing, damaged, or has a different shape.</exception>
    public void Read(FeatureKey key, IReadOnlyList<int> shape, Span<float> destination, bool verify = false)
    {
        if (key.Format == ActivationFormat.Float32)
        {
            ReadBytes(key, shape, MemoryMarshal.AsBytes(destination), verify);
            return;
        }

        var length = ActivationCodec.Length(key.Format, shape);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        ReadBytes(key, shape, buffer.AsSpan(0, length), verify);
        ActivationCodec.Decode(key.Format, buffer.AsSpan(0, length), shape[^1], destination);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void ReadBytes(FeatureKey key, IReadOnlyList<int> shape, Span<byte> bytes, bool verify)
    {
        var path = PathOf(key);
        try
        {
            string? problem;
            using (var file = File.OpenHandle(path)) problem = ReadAndCheck(file, key.Format, shape, bytes, verify);
            if (problem is null) return;
            File.Delete(path);
            throw new FeatureStoreException(path, problem);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FeatureStoreException(path, "the stored features are missing");
        }
    }

    /// <summary>Stores the content of a file that another machine's store wrote.</summary>
    /// <returns>False if it is not a complete activation of that shape; then nothing is stored.</returns>
    public bool TryAdd(FeatureKey key, IReadOnlyList<int> shape, ReadOnlySpan<byte> file)
    {
        Span<byte> expected = stackalloc byte[HeaderLength];
        WriteHeader(expected, key.Format, shape);
        if (file.Length != FileLength(key.Format, shape)) return false;
        SHA256.HashData(file[HeaderLength..], expected[ChecksumAt..]);
        if (!file[..HeaderLength].SequenceEqual(expected)) return false;
        Write(key, shape, file[HeaderLength..]);
        return true;
    }

    /// <summary>Length of a file with an activation of that format and shape, in bytes.</summary>
    public static int FileLength(ActivationFormat format, IReadOnlyList<int> shape) => checked(HeaderLength + ActivationCodec.Length(format, shape));

    /// <summary>Number of elements of a shape.</summary>
    internal static int ElementCount(IReadOnlyList<int> shape) => shape.Aggregate(1, (product, size) => checked(product * size));

    private static string? ReadAndCheck(
        Microsoft.Win32.SafeHandles.SafeFileHandle file, ActivationFormat format, IReadOnlyList<int> shape, Span<byte> destination, bool verify)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        Span<byte> expected = stackalloc byte[HeaderLength];
        WriteHeader(expected, format, shape);
        if (RandomAccess.GetLength(file) != HeaderLength + destination.Length || !ReadFully(file, header, 0))
        {
            return "the stored features are truncated or have a different shape";
        }

        if (!header[..ChecksumAt].SequenceEqual(expected[..ChecksumAt])) return "the file does not contain features of the expected shape";
        if (!ReadFully(file, destination, HeaderLength)) return "the stored features are truncated";
        if (!verify) return null;
        SHA256.HashData(destination, expected[ChecksumAt..]);
        return header.SequenceEqual(expected) ? null : "the stored features are damaged";
    }

    private static bool ReadFully(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(file, destination, offset);
            if (count == 0) return false;
            destination = destination[count..];
            offset += count;
        }

        return true;
    }

    private static void WriteHeader(Span<byte> header, ActivationFormat format, IReadOnlyList<int> shape)
    {
        if (shape.Count is 0 or > 4) throw new ArgumentException("a shape must have one to four dimensions", nameof(shape));
        header.Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], format == ActivationFormat.Float32 ? 1u : 2u);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)shape.Count);
        for (var i = 0; i < shape.Count; i++) BinaryPrimitives.WriteUInt32LittleEndian(header[(16 + (4 * i))..], (uint)shape[i]);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>SHA-256 as lowercase hexadecimal text, the only hash in this project.</summary>
public static class Hashing
{
    private const int BufferSize = 1 << 17;
    private const string Digits = "0123456789abcdef";

    /// <summary>Returns the hash of a text's UTF-8 bytes.</summary>
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns the hash of bytes.</summary>
    public static string OfBytes(byte[] bytes)
    {
        using var algorithm = SHA256.Create();
        return ToHex(algorithm.ComputeHash(bytes));
    }

    /// <summary>Returns the hash of a file's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string OfFile(string path) => ToHex(BytesOfFile(path).Hash);

    /// <summary>Returns the hash of a file's bytes, as 32 bytes, and their number.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (byte[] Hash, long Size) BytesOfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        using var algorithm = SHA256.Create();
        return (algorithm.ComputeHash(stream), stream.Position);
    }

    /// <summary>Returns true for 64 hexadecimal digits.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F');

    /// <summary>Returns bytes as lowercase hexadecimal digits.</summary>
    public static string ToHex(byte[] bytes)
    {
        var text = new char[bytes.Length * 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[(2 * i) + 1] = Digits[bytes[i] & 15];
        }

        return new string(text);
    }
}

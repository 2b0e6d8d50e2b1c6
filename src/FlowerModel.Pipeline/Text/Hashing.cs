using System.Security.Cryptography;
using System.Text;

namespace FlowerModel.Pipeline.Text;

/// <summary>SHA-256 as lowercase hexadecimal text, the only hash in this project.</summary>
public static class Hashing
{
    private const int BufferSize = 1 << 17;

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
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        using var algorithm = SHA256.Create();
        return ToHex(algorithm.ComputeHash(stream));
    }

    /// <summary>Returns true for 64 hexadecimal digits.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F');

    /// <summary>Returns bytes as lowercase hexadecimal digits.</summary>
    public static string ToHex(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (var value in bytes) text.Append(value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}

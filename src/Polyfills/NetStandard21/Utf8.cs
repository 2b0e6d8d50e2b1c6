namespace System.Text.Unicode;

/// <summary>Checks UTF-8 (.NET 8).</summary>
[Microsoft.CodeAnalysis.Embedded]
internal static class Utf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns whether bytes are valid UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        try
        {
            Strict.GetCharCount(value);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

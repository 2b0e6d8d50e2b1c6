using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime.Images;
using FlowerModel.Testing;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>The scan of a folder takes exactly those files without extension for images that the decoder takes for images.</summary>
public sealed class ImageContentTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Gif = "R0lGODdhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=";
    private const string Bmp = "Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAAATCwAAEwsAAAAAAAAAAAAAECAwAA==";

    [Fact]
    public void A_decoded_image_is_recognized()
    {
        var photo = Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, "sample/FlowerApp/flowers/roses")).First();
        foreach (var image in (byte[][])[File.ReadAllBytes(photo), .. ((string[])[Png, Gif, Bmp]).Select(Convert.FromBase64String)])
        {
            Assert.True(RgbImage.Load(image).Width > 0);
            Assert.True(ImageContent.IsImage(image, Math.Min(image.Length, ImageContent.Length)));
        }
    }

    [Theory]
    [InlineData("RIFF\x1a\0\0\0WEBPVP8L")]
    [InlineData("II*\0\x08\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\x18ftypheic")]
    [InlineData("BM is how this text begins")]
    [InlineData("")]
    public void What_is_not_decoded_is_not_recognized(string content)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes(content);
        Assert.Throws<ImageFormatException>(() => RgbImage.Load(bytes));
        Assert.False(ImageContent.IsImage(bytes, Math.Min(bytes.Length, ImageContent.Length)));
    }
}

namespace FlowerModel.Runtime.Images;

/// <summary>
/// A region of an image, in source pixels; fractions of a pixel are allowed. Pixel (0, 0) covers the square from (0, 0) to (1, 1).
/// </summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">The width, greater than 0.</param>
/// <param name="Height">The height, greater than 0.</param>
public readonly record struct CropRectangle(float X, float Y, float Width, float Height)
{
    /// <summary>Returns the rectangle that covers a whole image.</summary>
    public static CropRectangle Whole(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new CropRectangle(0, 0, image.Width, image.Height);
    }

    /// <summary>Throws if the rectangle is empty, not finite or not inside the image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie within the image.</exception>
    internal void CheckInside(int width, int height)
    {
        // A rectangle computed in floats may extend beyond the last pixel by a rounding error.
        const float Slack = 1e-2f;
        var inside = X >= 0 && Y >= 0 && Width > 0 && Height > 0 && X + Width <= width + Slack && Y + Height <= height + Slack;
        if (!inside) throw new ArgumentOutOfRangeException(null, $"{this} is not inside the {width}x{height} image.");
    }
}

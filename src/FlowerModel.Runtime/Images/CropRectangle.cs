namespace FlowerModel.Runtime.Images;

/// <summary>
/// A part of an image in source pixels; fractions of a pixel are allowed. Pixel (0, 0) covers the square from (0, 0) to (1, 1).
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, greater than 0.</param>
/// <param name="Height">Height, greater than 0.</param>
public readonly record struct CropRectangle(float X, float Y, float Width, float Height)
{
    /// <summary>The whole of an image.</summary>
    public static CropRectangle Whole(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new CropRectangle(0, 0, image.Width, image.Height);
    }

    /// <summary>Throws where the rectangle is empty, not finite or not inside the image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie within the image.</exception>
    internal void CheckInside(int width, int height)
    {
        // A rectangle computed in float may end a rounding error beyond the last pixel.
        const float Slack = 1e-2f;
        var inside = X >= 0 && Y >= 0 && Width > 0 && Height > 0 && X + Width <= width + Slack && Y + Height <= height + Slack;
        if (!inside) throw new ArgumentOutOfRangeException(null, $"{this} is not inside the {width}x{height} image.");
    }
}

using FlowerModel.Tflite.Flat;
using Google.FlatBuffers;

namespace FlowerModel.Tflite.Metadata.Tables;

/// <summary>The content of a tensor: an image, with its color space and size, or features (scores are features).</summary>
internal static class ContentTable
{
    private const byte FeatureProperties = 1;
    private const byte ImageProperties = 2;

    private static readonly FlatField PropertiesType = new(0, "content_properties_type");
    private static readonly FlatField Properties = new(1, "content_properties");

    private static readonly FlatField Colors = new(0, "color_space");
    private static readonly FlatField DefaultSize = new(1, "default_size");

    private static readonly FlatField Width = new(0, "width");
    private static readonly FlatField Height = new(1, "height");

    internal static bool IsImage(FlatTable content) => content.Byte(PropertiesType) == ImageProperties;

    internal static (int Width, int Height)? ReadSize(FlatTable content)
    {
        if (content.Table(Properties, "image properties")?.Table(DefaultSize, "image size") is not { } size) return null;
        var (width, height) = (size.UInt32(Width), size.UInt32(Height));
        return width <= int.MaxValue && height <= int.MaxValue
            ? ((int)width, (int)height)
            : throw size.Error($"the image size {width} x {height} is out of range");
    }

    internal static ColorSpace ReadColorSpace(FlatTable content) => content.Table(Properties, "image properties") is { } image
        ? (ColorSpace)image.Enum(Colors, (int)ColorSpace.Grayscale + 1)
        : ColorSpace.Unknown;

    internal static int WriteImage(FlatBufferBuilder builder, (int Width, int Height)? size, ColorSpace colorSpace)
    {
        var sizeTable = 0;
        if (size is { } known)
        {
            builder.StartTable(2);
            builder.AddUint(Width.Slot, (uint)known.Width, 0);
            builder.AddUint(Height.Slot, (uint)known.Height, 0);
            sizeTable = builder.EndTable();
        }

        builder.StartTable(2);
        builder.AddByte(Colors.Slot, (byte)colorSpace, 0);
        builder.AddOffset(DefaultSize.Slot, sizeTable, 0);
        return Write(builder, ImageProperties, builder.EndTable());
    }

    internal static int WriteFeature(FlatBufferBuilder builder)
    {
        builder.StartTable(0);
        return Write(builder, FeatureProperties, builder.EndTable());
    }

    private static int Write(FlatBufferBuilder builder, byte type, int properties)
    {
        builder.StartTable(3);
        builder.AddByte(PropertiesType.Slot, type, 0);
        builder.AddOffset(Properties.Slot, properties, 0);
        return builder.EndTable();
    }
}

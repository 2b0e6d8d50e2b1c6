namespace FlowerModel.Runtime.Inference.Plan;

/// <summary>Shape of a batch of feature maps: batch, height, width, channels, the last one contiguous.</summary>
internal readonly record struct Nhwc(int Batch, int Height, int Width, int Channels)
{
    public static Nhwc Of(Value value, OperatorContext context) =>
        value.Shape is [> 0 and var batch, > 0 and var height, > 0 and var width, > 0 and var channels]
        ? new Nhwc(batch, height, width, channels)
        : throw context.Damaged($"{value} has not four dimensions of at least 1");
}

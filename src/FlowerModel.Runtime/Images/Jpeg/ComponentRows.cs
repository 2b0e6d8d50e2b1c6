namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>The rows of a component, enlarged to the size of the image, from top to bottom.</summary>
internal unsafe struct ComponentRows
{
    private readonly byte* buffer;
    private readonly int width, rows, stride;
    private readonly int across, down;
    private byte* upper, lower;
    private int row, step;

    /// <param name="component">The component.</param>
    /// <param name="frame">Its frame.</param>
    /// <param name="buffer">Working memory, at least <see cref="BufferLength"/> bytes.</param>
    public ComponentRows(in JpegComponent component, JpegFrame frame, byte* buffer)
    {
        this.buffer = buffer;
        (this.width, this.rows, this.stride) = (component.Width, component.Height, component.Stride);
        (this.across, this.down) = (frame.MaxHorizontal / component.Horizontal, frame.MaxVertical / component.Vertical);
        this.upper = this.lower = component.Samples;
        this.step = this.down >> 1;
    }

    /// <summary>The number of bytes of working memory for images of a width.</summary>
    public static int BufferLength(int width) => width + 4;

    /// <summary>Returns the next row. It is valid until the next call.</summary>
    public byte* Next()
    {
        var isBelow = this.step >= this.down >> 1;
        var near = isBelow ? this.lower : this.upper;
        var far = isBelow ? this.upper : this.lower;
        if (++this.step >= this.down)
        {
            this.step = 0;
            this.upper = this.lower;
            if (++this.row < this.rows) this.lower += this.stride;
        }

        switch (this.across, this.down)
        {
            case (1, 1):
                return near;
            case (1, 2):
                ChromaUpsampling.DoubleRows(this.buffer, near, far, this.width);
                break;
            case (2, 1):
                ChromaUpsampling.DoubleColumns(this.buffer, near, this.width);
                break;
            case (2, 2):
                ChromaUpsampling.Double(this.buffer, near, far, this.width);
                break;
            default:
                ChromaUpsampling.Repeat(this.buffer, near, this.width, this.across);
                break;
        }

        return this.buffer;
    }
}

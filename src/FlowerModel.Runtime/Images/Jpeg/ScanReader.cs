using System.Runtime.CompilerServices;

namespace FlowerModel.Runtime.Images.Jpeg;

/// <summary>Reads the entropy-coded data of a scan, of baseline files to samples and of progressive ones to coefficients.</summary>
internal unsafe ref struct ScanReader
{
    private readonly BitReader* reader;
    private readonly HuffmanTable* tables;
    private readonly ushort* quantization;
    private readonly JpegFrame frame;
    private readonly int restartInterval;
    private JpegScan scan;
    private int untilRestart;
    private int emptyBlocks;

    public ScanReader(BitReader* reader, HuffmanTable* tables, ushort* quantization, JpegFrame frame, JpegScan scan, int restartInterval)
    {
        this.reader = reader;
        this.tables = tables;
        this.quantization = quantization;
        this.frame = frame;
        this.scan = scan;
        this.restartInterval = restartInterval;
    }

    /// <summary>Reads the data. Returns false if it is damaged or if a restart marker is missing, behind which nothing is known.</summary>
    public bool Read()
    {
        Restart();
        if (!(this.scan.Count == 1 ? ReadBlocks() : ReadUnits())) return false;

        // A marker behind the last interval, if there is one, is found as between intervals.
        if (this.untilRestart == 0 && this.reader->Count < 24) this.reader->Fill();
        return true;
    }

    // One component: its blocks in rows, without those that only fill up interleaved units.
    private bool ReadBlocks()
    {
        ref var component = ref this.frame.Components[this.scan.Components[0]];
        for (var row = 0; row < component.UsedDown; row++)
        {
            for (var column = 0; column < component.UsedAcross; column++)
            {
                if (this.untilRestart-- == 0 && !TryRestart()) return false;
                if (!ReadBlock(ref component, row, column)) return false;
            }
        }

        return true;
    }

    // Several components: units that cover the same area.
    private bool ReadUnits()
    {
        for (var row = 0; row < this.frame.UnitsDown; row++)
        {
            for (var column = 0; column < this.frame.UnitsAcross; column++)
            {
                if (this.untilRestart-- == 0 && !TryRestart()) return false;
                for (var i = 0; i < this.scan.Count; i++)
                {
                    ref var component = ref this.frame.Components[this.scan.Components[i]];
                    for (var y = 0; y < component.Vertical; y++)
                    {
                        for (var x = 0; x < component.Horizontal; x++)
                        {
                            if (!ReadBlock(ref component, (row * component.Vertical) + y, (column * component.Horizontal) + x)) return false;
                        }
                    }
                }
            }
        }

        return true;
    }

    [SkipLocalsInit]
    private bool ReadBlock(ref JpegComponent component, int row, int column)
    {
        var dc = this.tables + component.DcTable;
        var ac = this.tables + 4 + component.AcTable;
        if (component.Coefficients != null)
        {
            var block = component.Coefficients + (64 * ((row * component.BlocksAcross) + column));
            return ReadProgressive(ref component, dc, ac, block);
        }

        var coefficients = stackalloc short[64];
        var factors = this.quantization + (64 * component.Quantization);
        var kind = BaselineBlock.Read(this.reader, dc, ac, factors, coefficients, ref component.Prediction);
        if (kind == BaselineBlock.Damaged) return false;
        if (component.Samples == null) return true;
        var samples = component.Samples + (row * 8 * component.Stride) + (column * 8);
        if (kind == BaselineBlock.Flat) BlockTransform.Fill(samples, component.Stride, coefficients[0]);
        else BlockTransform.ToSamples(samples, component.Stride, coefficients);
        return true;
    }

    private bool ReadProgressive(ref JpegComponent component, HuffmanTable* dc, HuffmanTable* ac, short* block)
    {
        fixed (JpegScan* scan = &this.scan)
        {
            if (scan->First > 0 && scan->Count == 1)
            {
                return scan->PreviousShift == 0
                    ? ProgressiveBlock.ReadAc(this.reader, ac, scan, block, ref this.emptyBlocks)
                    : ProgressiveBlock.RefineAc(this.reader, ac, scan, block, ref this.emptyBlocks);
            }

            if (scan->Last > 0) return false;
            if (scan->PreviousShift == 0) return ProgressiveBlock.ReadDc(this.reader, dc, scan->Shift, block, ref component.Prediction);
            ProgressiveBlock.RefineDc(this.reader, scan->Shift, block);
            return true;
        }
    }

    // Returns false if the data does not go on with a restart marker.
    private bool TryRestart()
    {
        if (this.reader->Count < 24) this.reader->Fill();
        if (this.reader->Marker is < 0xD0 or > 0xD7) return false;
        Restart();
        this.untilRestart--;
        return true;
    }

    private void Restart()
    {
        this.reader->Start();
        foreach (ref var component in this.frame.Components) component.Prediction = 0;
        this.emptyBlocks = 0;
        this.untilRestart = this.restartInterval != 0 ? this.restartInterval : int.MaxValue;
    }
}

using System.Globalization;
using System.Xml.Linq;
using FlowerModel.Testing;
using FlowerModel.Trainer.Reporting;
using FlowerModel.Trainer.Training;

namespace FlowerModel.Trainer.Tests.Reporting;

/// <summary>The learning curves as SVG, read back from the written file.</summary>
public sealed class SvgCurvesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_file_is_an_SVG_image_of_1000_by_800_pixels_without_characters_that_differ_between_systems()
    {
        var root = Write(Histories.Both);
        Assert.Equal(XName.Get("svg", "http://www.w3.org/2000/svg"), root.Name);
        Assert.Equal(("1000", "800"), (root.Attribute("width")!.Value, root.Attribute("height")!.Value));
        Assert.All(root.Descendants(), element => Assert.Equal(root.Name.Namespace, element.Name.Namespace));
        var bytes = File.ReadAllBytes(folder["curves.svg"]);
        Assert.Equal((byte)'<', bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void Titles_units_and_legends_are_written()
    {
        var root = Write(Histories.Both);
        Assert.Superset(
            new HashSet<string>
            {
                "Training and validation accuracy", "Training and validation loss", "Accuracy", "Cross-entropy", "Epoch", "training",
                "validation", "start of fine-tuning", "head: epoch 9 kept, 85.7 %", "fine-tune: epoch 15 kept, 90.0 %",
            },
            Named(root, "text").Select(text => text.Value).ToHashSet());
        Assert.Equal("DejaVu Sans, Verdana, sans-serif", root.Attribute("font-family")!.Value);
    }

    // The axes are read as a person reads them: from the tick labels and their grid lines.
    [Theory]
    [InlineData(0, "accuracy")]
    [InlineData(1, "loss")]
    public void Points_read_from_the_axes_are_the_figures_of_the_history(int index, string figure)
    {
        var panel = Panels(Write(Histories.Both))[index];
        var axes = PanelAxes.Read(panel);
        var curves = Named(panel, "polyline").ToArray();
        Assert.Equal(4, curves.Length);
        for (var phase = 0; phase < 2; phase++)
        {
            var before = phase * 10;
            var epochs = Histories.Both[phase].History.Epochs;
            var training = epochs.Where(epoch => epoch.Loss is not null)
                .Select(epoch => (before + (double)epoch.Epoch, figure == "loss" ? epoch.Loss!.Value : epoch.Accuracy!.Value));
            var validation = epochs.Select(epoch => (before + (double)epoch.Epoch, figure == "loss" ? epoch.ValidationLoss : epoch.ValidationAccuracy));
            AssertSame(training, axes.Points(curves[2 * phase]));
            AssertSame(validation, axes.Points(curves[(2 * phase) + 1]));
        }

        Assert.Equal(["#1f77b4", "#e66100", "#1f77b4", "#e66100"], curves.Select(curve => curve.Attribute("stroke")!.Value));
    }

    [Fact]
    public void Diamonds_mark_the_kept_epochs_and_a_dashed_line_the_start_of_fine_tuning()
    {
        foreach (var panel in Panels(Write(Histories.Both)))
        {
            var axes = PanelAxes.Read(panel);
            var diamonds = Named(panel, "path").ToArray();
            Assert.Equal(4, diamonds.Length); // two at epochs and two in the legend
            Assert.Equal([9, 15], diamonds.Take(2).Select(diamond => axes.Epoch(Top(diamond))));
            var dashed = Named(panel, "line").Where(line => line.Attribute("stroke-dasharray") is not null).ToArray();
            Assert.Equal(2, dashed.Length); // one in the panel and one in the legend
            Assert.Equal(10, axes.Epoch(Number(dashed[0], "x1")));
        }

        static double Top(XElement diamond) =>
            double.Parse(diamond.Attribute("d")!.Value.TrimStart('M').Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_bytes_are_the_same_in_any_culture()
    {
        Write(Histories.Both);
        var bytes = File.ReadAllBytes(folder["curves.svg"]);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = other;
            Write(Histories.Both);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Equal(bytes, File.ReadAllBytes(folder["curves.svg"]));
    }

    [Fact]
    public void A_single_epoch_and_nonfinite_losses_are_drawn()
    {
        var root = Write([new TrainingPhase("head", new TrainingHistory([new EpochRecord(1, 2, 0.2, double.NaN, 0.2, 1e-3, 1)], BestEpoch: 1))]);
        Assert.DoesNotContain("NaN", root.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, Named(Panels(root)[0], "polyline").Count());
        Assert.Single(Named(Panels(root)[1], "polyline"));
    }

    [Theory]
    [InlineData(0, 1.02, 8, 0.0001, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0.781, 1.02, 8, 0.0001, "0.8 0.85 0.9 0.95 1")]
    [InlineData(0.5, 10.5, 15, 1, "1 2 3 4 5 6 7 8 9 10")]
    [InlineData(-0.5, 100.5, 15, 1, "0 10 20 30 40 50 60 70 80 90 100")]
    [InlineData(0, 3e9, 8, 0.0001, "0 500000000 1000000000 1500000000 2000000000 2500000000 3000000000")]
    public void Ticks_are_round_numbers_inside_the_axis(double low, double high, int intervals, double finest, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', AxisTicks.Between(low, high, intervals, finest).Select(AxisTicks.Label)));

    private XElement Write(IReadOnlyList<TrainingPhase> phases)
    {
        LearningCurves.WriteSvg(folder["curves.svg"], phases);
        return XDocument.Load(folder["curves.svg"]).Root!;
    }

    private static XElement[] Panels(XElement root) => [.. root.Elements().Where(element => element.Name.LocalName == "g")];

    private static IEnumerable<XElement> Named(XElement root, string name) => root.Descendants().Where(element => element.Name.LocalName == name);

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    // Coordinates have two decimals: a hundredth of a pixel is less than a thousandth of these axes.
    private static void AssertSame(IEnumerable<(double Epoch, double Value)> expected, IEnumerable<(double Epoch, double Value)> read) =>
        Assert.All(expected.Zip(read.ToArray(), (one, other) => (one, other)), pair =>
        {
            Assert.Equal(pair.one.Epoch, pair.other.Epoch, 0.01);
            Assert.Equal(pair.one.Value, pair.other.Value, 0.001);
        });

    /// <summary>The linear scales of a panel, from the labels of its first and last tick on each axis.</summary>
    private sealed record PanelAxes((double Position, double Value)[] Horizontal, (double Position, double Value)[] Vertical)
    {
        public static PanelAxes Read(XElement panel)
        {
            var ticks = Named(panel, "text").Where(text => double.TryParse(text.Value, CultureInfo.InvariantCulture, out _)).ToArray();
            var grid = Named(panel, "line").Where(line => line.Attribute("stroke")!.Value == "#e0e0e0").ToArray();
            return new PanelAxes(Scale("middle", "x1", "x2"), Scale("end", "y1", "y2"));

            (double, double)[] Scale(string anchor, string from, string to)
            {
                var values = ticks.Where(tick => tick.Attribute("text-anchor")!.Value == anchor)
                    .Select(tick => double.Parse(tick.Value, CultureInfo.InvariantCulture)).ToArray();
                var positions = grid.Where(line => Number(line, from) == Number(line, to)).Select(line => Number(line, from)).ToArray();
                Assert.Equal(values.Length, positions.Length);
                return [(positions[0], values[0]), (positions[^1], values[^1])];
            }
        }

        public IEnumerable<(double Epoch, double Value)> Points(XElement curve) => curve.Attribute("points")!.Value.Split(' ')
            .Select(point => point.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())
            .Select(point => (At(Horizontal, point[0]), At(Vertical, point[1])));

        public double Epoch(double position) => Math.Round(At(Horizontal, position), 3);

        private static double At((double Position, double Value)[] scale, double position) =>
            scale[0].Value + ((position - scale[0].Position) / (scale[1].Position - scale[0].Position) * (scale[1].Value - scale[0].Value));
    }
}

#:package SkiaSharp
#:package SkiaSharp.NativeAssets.Linux.NoDependencies
#:property PublishAot=false

// Draws the icon of the packages, a flower of eight petals, as SVG and as PNG. In the root of the repository: dotnet run tools/icon/DrawIcon.cs
using System.Globalization;
using System.Text;
using SkiaSharp;

const int Size = 128;
const float Center = Size / 2f;
var folder = Path.GetFullPath(args.Length > 0 ? args[0] : "src/Packaging");
(float Distance, float Across, float Along, string Color)[] petals = [(33, 12, 22, "#e8578a"), (20, 7, 13, "#f6a6c1")];

var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Size} {Size}\" width=\"{Size}\" height=\"{Size}\">\n");
using var surface = SKSurface.Create(new SKImageInfo(Size, Size));
surface.Canvas.Clear(SKColors.Transparent);
using var paint = new SKPaint { IsAntialias = true };

paint.Color = SKColor.Parse("#25324d");
surface.Canvas.DrawRoundRect(0, 0, Size, Size, 24, 24, paint);
svg.Append(CultureInfo.InvariantCulture, $"  <rect width=\"{Size}\" height=\"{Size}\" rx=\"24\" fill=\"#25324d\"/>\n");
foreach (var (distance, across, along, color) in petals)
{
    paint.Color = SKColor.Parse(color);
    for (var angle = 0; angle < 360; angle += 45)
    {
        surface.Canvas.Save();
        surface.Canvas.RotateDegrees(angle, Center, Center);
        surface.Canvas.DrawOval(Center, Center - distance, across, along, paint);
        surface.Canvas.Restore();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"  <ellipse cx=\"{Center}\" cy=\"{Center - distance}\" rx=\"{across}\" ry=\"{along}\" fill=\"{color}\" transform=\"rotate({angle} {Center} {Center})\"/>\n");
    }
}

paint.Color = SKColor.Parse("#ffd34e");
surface.Canvas.DrawCircle(Center, Center, 13, paint);
svg.Append(CultureInfo.InvariantCulture, $"  <circle cx=\"{Center}\" cy=\"{Center}\" r=\"13\" fill=\"#ffd34e\"/>\n</svg>\n");

using var image = surface.Snapshot();
using var png = image.Encode(SKEncodedImageFormat.Png, 100);
File.WriteAllBytes(Path.Combine(folder, "icon.png"), png.ToArray());
File.WriteAllText(Path.Combine(folder, "icon.svg"), svg.ToString());

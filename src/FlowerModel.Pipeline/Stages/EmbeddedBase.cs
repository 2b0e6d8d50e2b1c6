using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The base that comes with the trainer, trained by this project itself: it needs neither network nor license. See docs/base.md.</summary>
public static class EmbeddedBase
{
    /// <summary>The value of <c>BaseWeights</c> that names it.</summary>
    public const string Name = "embedded";

    /// <summary>Its width.</summary>
    public const double Alpha = 0.35;

    /// <summary>Side of the images it was trained on, in pixels. It takes larger ones too, up to 224, and is better on them: see docs/base.md.</summary>
    public const int ImageSize = 128;

    /// <summary>Its path below the trainer's folder, with forward slashes.</summary>
    public const string RelativePath = "Bases/mobilenet_v2_0.35_128_no_top.h5";

    /// <summary>SHA-256 of the file, so that keys can be made without starting the trainer.</summary>
    public const string Sha256 = "9a757e57817799839679f3db3ca7209325bfd40ca9b1341cea18e0ebfd97acc6";

    /// <summary>True where an item that names no weights gets this base.</summary>
    public static bool IsDefaultFor(double alpha, int imageSize) => alpha == Alpha && imageSize == ImageSize;

    /// <summary>True where the item takes this base.</summary>
    /// <exception cref="PipelineException">It asks for it in another width.</exception>
    public static bool IsChosenBy(ModelSettings settings, string? projectFile)
    {
        if (!string.Equals(settings.BaseWeights, Name, StringComparison.OrdinalIgnoreCase)) return false;
        if (settings.Alpha == Alpha) return true;
        throw new PipelineException(
            Codes.NoOfficialWeights,
            $"The embedded base of FlowerModel '{settings.Name}' exists for Alpha={CanonicalJson.Format(Alpha)} only, "
            + $"not for Alpha={CanonicalJson.Format(settings.Alpha)}. Use that width, or BaseWeights=\"{OfficialWeights.Name}\".",
            projectFile);
    }
}

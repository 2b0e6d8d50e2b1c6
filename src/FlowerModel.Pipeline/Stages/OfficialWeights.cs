using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Settings;
using FlowerModel.Pipeline.Text;

namespace FlowerModel.Pipeline.Stages;

/// <summary>The ImageNet weights that Keras publishes for MobileNetV2 without top (keras.applications, weights="imagenet").</summary>
public static class OfficialWeights
{
    /// <summary>The value of <c>BaseWeights</c> that names them.</summary>
    public const string Name = "imagenet";

    /// <summary>Where Keras has them.</summary>
    public const string DefaultUrl = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/";

    private static readonly double[] Alphas = [0.35, 0.5, 0.75, 1.0, 1.3, 1.4];
    private static readonly int[] Sizes = [96, 128, 160, 192, 224];

    /// <summary>File name of the weights for a width and image size.</summary>
    /// <exception cref="PipelineException">Keras publishes none for them; the message says which it has.</exception>
    public static string FileName(ModelSettings settings, string? projectFile)
    {
        // Widths above 1 exist for 224 pixels only.
        var isPublished = Alphas.Contains(settings.Alpha) && Sizes.Contains(settings.ImageSize) && (settings.Alpha <= 1 || settings.ImageSize == 224);
        if (!isPublished)
        {
            throw new PipelineException(
                Codes.NoOfficialWeights,
                $"There are no official ImageNet weights for Alpha={CanonicalJson.Format(settings.Alpha)} ImageSize={settings.ImageSize}. "
                + "Use Alpha 0.35, 0.5, 0.75 or 1.0 with ImageSize 96, 128, 160, 192 or 224 (1.3 and 1.4 with 224), "
                + "name a Keras .h5 file in BaseWeights, or train from scratch with BaseWeights=\"none\".",
                projectFile);
        }

        var alpha = settings.Alpha.ToString(settings.Alpha is 0.35 or 0.75 ? "0.0#" : "0.0", CultureInfo.InvariantCulture);
        return $"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{alpha}_{settings.ImageSize.ToString(CultureInfo.InvariantCulture)}_no_top.h5";
    }
}

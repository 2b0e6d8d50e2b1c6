namespace FlowerModel.Bench;

/// <summary>How a variant of a model answered, beside the model that it was made of. Folds of a cross-validation add up; their files are of one size.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="Bytes">Size of its file.</param>
/// <param name="OriginalBytes">Size of the file that it was made of.</param>
/// <param name="Photos">Photos of the validation subset.</param>
/// <param name="Right">Those answered right.</param>
/// <param name="Lost">Those that only the original answered right.</param>
/// <param name="Gained">Those that only the variant answered right.</param>
/// <param name="Flips">Those with another answer than the original's, right or wrong.</param>
/// <param name="TrainingFlips">Photos of the training subset with another answer.</param>
internal sealed record VariantScore(
    string Variant, long Bytes, long OriginalBytes, int Photos, int Right, int Lost, int Gained, int Flips, int TrainingFlips)
{
    /// <summary>Share of the photos answered right.</summary>
    public double Accuracy => (double)Right / Photos;

    /// <summary>Accuracy lost against the original, in points.</summary>
    public double Drop => 100.0 * (Lost - Gained) / Photos;

    /// <summary>Size as a share of the original's.</summary>
    public double Share => (double)Bytes / OriginalBytes;

    public static VariantScore operator +(VariantScore one, VariantScore other) => one with
    {
        Photos = one.Photos + other.Photos,
        Right = one.Right + other.Right,
        Lost = one.Lost + other.Lost,
        Gained = one.Gained + other.Gained,
        Flips = one.Flips + other.Flips,
        TrainingFlips = one.TrainingFlips + other.TrainingFlips,
    };
}

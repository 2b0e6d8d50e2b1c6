namespace FlowerModel.Bench;

/// <summary>
/// The answers of a variant compared with the model that it was made from. Folds of a cross-validation are added up; their files have the same size.
/// </summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Bytes">Size of its file in bytes.</param>
/// <param name="OriginalBytes">Size in bytes of the file that it was made from.</param>
/// <param name="Photos">Number of photos in the validation subset.</param>
/// <param name="Right">Number of photos classified correctly.</param>
/// <param name="Lost">Number of photos that only the original classified correctly.</param>
/// <param name="Gained">Number of photos that only the variant classified correctly.</param>
/// <param name="Flips">Number of photos whose answer differs from the original's, correct or not.</param>
/// <param name="TrainingFlips">Number of photos in the training subset whose answer differs.</param>
internal sealed record VariantScore(
    string Variant, long Bytes, long OriginalBytes, int Photos, int Right, int Lost, int Gained, int Flips, int TrainingFlips)
{
    /// <summary>Share of the photos classified correctly.</summary>
    public double Accuracy => (double)Right / Photos;

    /// <summary>Accuracy lost compared with the original, in percentage points.</summary>
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

using System.Collections.Concurrent;
using System.Globalization;
using FlowerModel.Conversion.Evaluation;
using FlowerModel.Pipeline.Data;
using FlowerModel.Runtime.Images;

namespace FlowerModel.Trainer.Features;

/// <summary>
/// Keeps the perceptual hash of each image beside its activations, so that an image is decoded for it only once. It is stored in the form of an activation:
/// whether there is one, and four numbers of 16 bits, which a float represents exactly.
/// </summary>
/// <param name="store">The store of the activations.</param>
internal sealed class FingerprintStore(FeatureStore store)
{
    // A change of the hash needs another name.
    private const string BaseId = "fingerprint-1";
    private const int Words = 4;
    private const int WordBits = 16;

    private static readonly int[] Shape = [1 + Words];

    /// <summary>Computes and stores the hash of an image.</summary>
    public ulong? Add(string sha256, RgbImage image)
    {
        var fingerprint = ImageFingerprint.Of(image);
        var values = new float[1 + Words];
        values[0] = fingerprint is null ? 0 : 1;
        for (var word = 0; word < Words; word++) values[1 + word] = (ushort)((fingerprint ?? 0) >> (word * WordBits));
        store.Write(Key(sha256), Shape, values);
        return fingerprint;
    }

    /// <summary>Returns the hashes of images as 16 hexadecimal digits by SHA-256, sorted. Missing ones are computed.</summary>
    /// <param name="images">The images, which can all be decoded.</param>
    /// <param name="cancellation">Stops between images.</param>
    public IReadOnlyDictionary<string, string> Of(IEnumerable<ImageSource> images, CancellationToken cancellation)
    {
        var distinct = images.DistinctBy(image => image.Sha256).ToArray();
        var found = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        ImageLoop.Run(
            distinct.Length,
            index =>
            {
                var image = distinct[index];
                if (!TryRead(image.Sha256, out var fingerprint))
                    fingerprint = Add(image.Sha256, RgbImage.Load(DatasetImage.Read(image.Path, image.Sha256)));
                if (fingerprint is { } hash) found[image.Sha256] = hash.ToString("x16", CultureInfo.InvariantCulture);
            },
            cancellation);
        return new SortedDictionary<string, string>(found, StringComparer.Ordinal);
    }

    private bool TryRead(string sha256, out ulong? fingerprint)
    {
        fingerprint = null;
        if (!store.Contains(Key(sha256), Shape, verify: false)) return false;
        Span<float> values = stackalloc float[1 + Words];
        try
        {
            store.Read(Key(sha256), Shape, values, verify: true);
        }
        catch (Exception error) when (error is FeatureStoreException or IOException)
        {
            return false;
        }

        if (values[0] == 0) return true;
        var bits = 0ul;
        for (var word = 0; word < Words; word++) bits |= (ulong)values[1 + word] << (word * WordBits);
        fingerprint = bits;
        return true;
    }

    private static FeatureKey Key(string sha256) => new(BaseId, "dct", sha256, 0, 0);
}

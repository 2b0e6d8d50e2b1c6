using FlowerModel.Conversion.Keras;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Data;

/// <summary>The verb <c>fetch-weights</c>: downloads base weights from a URL to <c>weights.h5</c>.</summary>
internal static class WeightsFetcher
{
    private const string WayOut =
        "Download the file yourself and specify BaseWeights=\"path/to/file.h5\". Without network: BaseWeights=\"embedded\" uses the base that comes "
        + "with the trainer (Alpha=0.35 ImageSize=128); BaseWeights=\"none\" trains from scratch.";

    // HDF5 file format specification, version 3, superblock: the format signature.
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    private static readonly DownloadOptions Options = new() { MaxFileSize = KerasWeightsFile.MaxLength };

    /// <summary>Downloads <see cref="TrainerRequest.Source"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="report">Receives progress.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.DownloadFailed"/>, <see cref="Codes.HashMismatch"/>, or <see cref="Codes.InvalidWeights"/> if the download is not an
    /// HDF5 file.
    /// </exception>
    public static void Run(TrainerRequest request, Action<TrainerMessage> report, CancellationToken cancellation)
    {
        var url = new Uri(request.Source ?? throw new InvalidDataException("The request names no source."));
        var fetched = Path.Combine(request.OutputDirectory, TrainerVerbs.WeightsFile + ".fetched");
        report(new TrainerMessage(Severity.Message, $"{request.Model}: downloading the base weights {Path.GetFileName(url.LocalPath)}"));
        new Download(Options, report, WayOut).Fetch(url, fetched, request.SourceSha256, cancellation);
        if (!HasSignature(fetched))
        {
            File.Delete(fetched);
            throw new PipelineException(
                Codes.InvalidWeights,
                $"The download is not an HDF5 file (perhaps a sign-in page) and was deleted. {WayOut}",
                request.Source);
        }

        File.Move(fetched, Path.Combine(request.OutputDirectory, TrainerVerbs.WeightsFile));
    }

    private static bool HasSignature(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[Signature.Length];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().SequenceEqual(Signature);
    }
}

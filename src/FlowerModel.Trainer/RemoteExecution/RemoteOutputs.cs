using System.Text;
using FlowerModel.Trainer.RemoteExecution.Connection;
using FlowerModel.Trainer.RemoteExecution.Content;
using FlowerModel.Trainer.RemoteExecution.Storage;
using Google.Protobuf;

namespace FlowerModel.Trainer.RemoteExecution;

/// <summary>Downloads what a command wrote.</summary>
/// <param name="downloader">Downloads blobs.</param>
internal sealed class RemoteOutputs(BlobDownloader downloader)
{
    private const long MaxTextSize = 16 << 20;

    /// <summary>Downloads the output files, if the command succeeded, and what it wrote to its streams.</summary>
    /// <param name="command">The command, which names the files. Other files of the result are ignored.</param>
    /// <param name="result">The result.</param>
    /// <param name="cancellation">Cancels the download.</param>
    /// <exception cref="RemoteExecutionException">A file is missing or has other bytes.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<RemoteResult> FetchAsync(RemoteCommand command, Messages.ActionResult result, CancellationToken cancellation)
    {
        if (result.ExitCode == 0) await SaveAsync(command, result, cancellation).ConfigureAwait(false);
        return new RemoteResult(
            result.ExitCode,
            await TextAsync(result.StdoutRaw, result.StdoutDigest, cancellation).ConfigureAwait(false),
            await TextAsync(result.StderrRaw, result.StderrDigest, cancellation).ConfigureAwait(false),
            IsFromCache: false,
            UploadedBytes: 0);
    }

    private async Task SaveAsync(RemoteCommand command, Messages.ActionResult result, CancellationToken cancellation)
    {
        var written = result.OutputFiles.DistinctBy(output => output.Path).ToDictionary(output => output.Path, StringComparer.Ordinal);
        var remote = new List<(BlobDigest Digest, string File)>();
        foreach (var (path, file) in command.Outputs)
        {
            if (!written.TryGetValue(path, out var output))
                throw new RemoteExecutionException($"The command on the worker succeeded but did not write '{path}'. Check the log of the service.");
            var digest = BlobDigest.Of(output.Digest);
            if (output.Contents.Length > 0 || digest.Size == 0)
            {
                CheckedFile.Check(output.Contents.Span, digest);
                CheckedFile.Write(file, output.Contents.ToByteArray());
            }
            else
            {
                remote.Add((digest, file));
            }
        }

        await downloader.SaveAsync(remote, cancellation).ConfigureAwait(false);
    }

    private async Task<string> TextAsync(ByteString inlined, Messages.Digest? digest, CancellationToken cancellation)
    {
        if (inlined.Length > 0 || digest is not { SizeBytes: > 0 }) return inlined.ToStringUtf8();
        return digest.SizeBytes <= MaxTextSize
            ? Encoding.UTF8.GetString(await downloader.ReadAsync(BlobDigest.Of(digest), cancellation).ConfigureAwait(false))
            : FormattableString.Invariant($"(The command wrote {digest.SizeBytes} bytes, which were not downloaded.)");
    }
}

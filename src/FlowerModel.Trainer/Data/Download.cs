using System.Net;
using System.Security.Cryptography;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Fetches one file over http or https. The file appears whole and with the right hash, or not at all; a download whose
/// connection breaks is resumed (RFC 9110, range requests). Proxies of the environment (<c>HTTPS_PROXY</c> and the like) are honored; redirects
/// are followed, except from https to http.
/// </summary>
/// <param name="options">How patient it is.</param>
/// <param name="report">Receives progress.</param>
/// <param name="wayOut">What the user can do instead, one sentence for the end of error messages.</param>
internal sealed class Download(DownloadOptions options, Action<TrainerMessage> report, string wayOut)
{
    /// <summary>Fetches a file.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="destination">Full path it gets.</param>
    /// <param name="expectedSha256">SHA-256 it must have, or null.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>SHA-256 of the file.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.DownloadFailed"/> with the reason and the way out; <see cref="Codes.HashMismatch"/>. Nothing is kept.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written, or the disk is full.</exception>
    public string Fetch(Uri url, string destination, string? expectedSha256, CancellationToken cancellation) =>
        FetchAsync(url, destination, expectedSha256, cancellation).GetAwaiter().GetResult();

    private async Task<string> FetchAsync(Uri url, string destination, string? expectedSha256, CancellationToken cancellation)
    {
        var temporary = destination + ".part";
        try
        {
            string sha256;
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                await FetchInto(file, url, expectedSha256 is not null, cancellation).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
            }

            if (expectedSha256 is not null && sha256 != expectedSha256)
            {
                throw new PipelineException(
                    Codes.HashMismatch,
                    $"What {Show(url)} gave has SHA-256 {sha256} and not {expectedSha256}. It was not kept. The file there has "
                    + $"changed, or something on the way changed it; check it before you pin the new hash. {wayOut}",
                    Show(url));
            }

            File.Move(temporary, destination, overwrite: true);
            return sha256;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task FetchInto(FileStream file, Uri url, bool isPinned, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = options.Silence, AutomaticDecompression = DecompressionMethods.None };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var transfer = new Transfer(client, url, file, options, report, isPinned);
        var (failures, pause) = (0, options.FirstPause);
        while (true)
        {
            var before = file.Length;
            try
            {
                await transfer.Continue(cancellation).ConfigureAwait(false);
                return;
            }
            catch (DownloadException failure)
            {
                if (file.Length > before) (failures, pause) = (0, options.FirstPause);
                if (!failure.MayPass || ++failures >= options.Attempts) throw Failed(url, failure);
                report(new TrainerMessage(Severity.Message, $"{failure.Message}; trying again", Detail: true));
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            pause *= 2;
        }
    }

    private PipelineException Failed(Uri url, DownloadException failure) => new(
        Codes.DownloadFailed, $"{Show(url)} cannot be fetched: {failure.Message}. {wayOut}", Show(url), failure);

    /// <summary>The URL without user name and password, which have no place in a log.</summary>
    private static string Show(Uri url) =>
        url.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
}

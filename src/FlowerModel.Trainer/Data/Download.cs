using System.Net;
using System.Security.Cryptography;
using FlowerModel.Pipeline.Diagnostics;
using FlowerModel.Pipeline.Text;
using FlowerModel.Pipeline.Trainer;

namespace FlowerModel.Trainer.Data;

/// <summary>
/// Downloads a file over http or https. The file appears complete and with the correct hash, or not at all. A download whose connection
/// breaks is resumed (RFC 9110, range requests). Proxies from the environment (<c>HTTPS_PROXY</c> etc.) are used. Redirects are followed,
/// except from https to http.
/// </summary>
/// <param name="options">Attempts, timeouts and limits.</param>
/// <param name="report">Receives progress.</param>
/// <param name="wayOut">What the user can do instead: one sentence, appended to error messages.</param>
internal sealed class Download(DownloadOptions options, Action<TrainerMessage> report, string wayOut)
{
    /// <summary>Downloads a file.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="destination">The full path to write to.</param>
    /// <param name="expectedSha256">The expected SHA-256, or null.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>The SHA-256 of the file.</returns>
    /// <exception cref="PipelineException">
    /// <see cref="Codes.DownloadFailed"/> with the reason and what to do; <see cref="Codes.HashMismatch"/>. No file remains.
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
                    $"The download from {Show(url)} has SHA-256 {sha256}, not {expectedSha256}, and was deleted. The file on the server has "
                    + $"changed, or it was modified in transit; check it before you pin the new hash. {wayOut}",
                    Show(url));
            }

            AtomicFile.Publish(temporary, destination);
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
        Codes.DownloadFailed, $"{Show(url)} cannot be downloaded: {failure.Message}. {wayOut}", Show(url), failure);

    /// <summary>The URL without user name and password, which must not be logged.</summary>
    private static string Show(Uri url) =>
        url.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
}

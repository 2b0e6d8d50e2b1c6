using System.Globalization;
using FlowerModel.Pipeline.Diagnostics;

namespace FlowerModel.Trainer.Data;

/// <summary>The errors of archives. All name the archive, and the entry where there is one.</summary>
internal static class ArchiveErrors
{
    private const int LongestName = 120;

    /// <summary>Returns true for what the framework's readers throw for invalid data. Disk errors are plain IOExceptions and are not caught.</summary>
    public static bool IsDamage(Exception exception) => exception
        is InvalidDataException or EndOfStreamException or FormatException or OverflowException or ArgumentException
        or NotSupportedException or (InvalidOperationException and not ObjectDisposedException);

    /// <summary>An archive that cannot be read to its end.</summary>
    public static PipelineException Damaged(string archivePath, Exception damaged) => new(
        Codes.InvalidArchive, $"The archive is damaged: {damaged.Message.TrimEnd('.')}. Download or pack it again.", archivePath, damaged);

    /// <summary>A file that is no archive, or one of another format.</summary>
    public static PipelineException Unknown(string archivePath, ArchiveKind kind) => new(
        Codes.InvalidArchive,
        $"The dataset {(kind == ArchiveKind.NotRead ? "is an archive of an unsupported format" : "is not an archive")}. "
        + "It must be a .zip, .tar, .tar.gz or .tgz file; pack the images as one of these.",
        archivePath);

    /// <summary>Names that cannot be used. Nothing is wrong with the archive's intentions.</summary>
    public static PipelineException Names(string archivePath, string what) => new(
        Codes.ArchiveNames,
        $"The archive cannot be extracted: {what}. Rename the files and pack the archive again, or unpack it yourself and specify the folder in Dataset.",
        archivePath);

    /// <summary>More data than is allowed.</summary>
    public static PipelineException TooMuch(string archivePath, string what, long max) => Hostile(
        archivePath,
        string.Create(CultureInfo.InvariantCulture, $"{what} unpacks to more than the {max:N0} bytes that are allowed"));

    /// <summary>An archive that would harm the machine if it were extracted as it is.</summary>
    public static PipelineException Hostile(string archivePath, string what) => new(
        Codes.HostileArchive,
        $"The archive was rejected and nothing was extracted: {what}. Get the archive from a source you trust, or unpack it yourself and "
        + "specify the folder in Dataset.",
        archivePath);

    /// <summary>Returns an untrusted name as it is shown in messages.</summary>
    public static string Show(string name)
    {
        var text = name.Length > LongestName ? name[..LongestName] + "..." : name;
        return "'" + string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) + "'";
    }
}

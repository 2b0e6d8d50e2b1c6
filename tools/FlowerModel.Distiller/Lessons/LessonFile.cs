using System.Globalization;
using System.Text;
using FlowerModel.Distiller.Settings;
using FlowerModel.Pipeline.Text;
using FlowerModel.Trainer.Features;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace FlowerModel.Distiller.Lessons;

/// <summary>
/// The teacher's features for every view, computed once. Each record holds the student's image (size x size x RGB bytes), the teacher's
/// feature map averaged to the height and width of the student's (<see cref="Grid"/>) and its pooled features (both float16). Records are
/// ordered by image, then by view. An incomplete file is continued where it ends.
/// </summary>
internal sealed class LessonFile : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly int imageBytes;
    private readonly int channels;

    private LessonFile(SafeFileHandle file, DistillationOptions options)
    {
        (this.file, channels, Size) = (file, options.Teacher.Channels(18), options.Student.ImageSize);
        Grid = options.Student.BoundaryShape(19).Height;
        imageBytes = Size * Size * 3;
    }

    /// <summary>Height and width of the stored feature map.</summary>
    public int Grid { get; }

    /// <summary>Side of the student's images in pixels.</summary>
    public int Size { get; }

    /// <summary>Bytes per record.</summary>
    public int RecordLength => imageBytes + (2 * channels * ((Grid * Grid) + 1));

    /// <summary>Number of complete records in the file.</summary>
    public int Count => (int)(RandomAccess.GetLength(file) / RecordLength);

    /// <summary>Opens the file for these images, this teacher and these options in a folder; each combination has its own file.</summary>
    public static LessonFile Open(string folder, IReadOnlyList<ImageSource> images, string teacherSha256, DistillationOptions options)
    {
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"1 {teacherSha256} {options.Teacher} {options.Student.ImageSize} {options.Views} {options.Seed}\n");
        var key = new StringBuilder(settings).AppendJoin('\n', images.Select(image => image.Sha256)).ToString();
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"lessons-{Hashing.OfText(key)[..16]}.bin");
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.RandomAccess);
        return new LessonFile(handle, options);
    }

    /// <summary>Appends records.</summary>
    /// <param name="images">[n, size, size, 3] uint8.</param>
    /// <param name="maps">[n, grid, grid, channels] float16.</param>
    /// <param name="pooled">[n, channels] float16.</param>
    public void Append(Tensor images, Tensor maps, Tensor pooled)
    {
        long end = (long)Count * RecordLength;
        for (var i = 0; i < images.shape[0]; i++, end += RecordLength)
        {
            var offset = end;
            foreach (var part in new[] { images, maps, pooled })
            {
                var bytes = part.bytes;
                var length = bytes.Length / (int)part.shape[0];
                RandomAccess.Write(file, bytes.Slice(i * length, length), offset);
                offset += length;
            }
        }
    }

    /// <summary>Reads records.</summary>
    /// <returns>
    /// Images [n, 3, size, size] in [-1, 1] and maps [n, channels, grid, grid], both in channels-last strides; pooled features [n, channels].
    /// </returns>
    public (Tensor Images, Tensor Maps, Tensor Pooled) Read(ReadOnlySpan<int> records)
    {
        using var scope = NewDisposeScope();
        var images = empty([records.Length, Size, Size, 3], dtype: ScalarType.Byte);
        var maps = empty([records.Length, Grid, Grid, channels], dtype: ScalarType.Float16);
        var pooled = empty([records.Length, channels], dtype: ScalarType.Float16);
        for (var i = 0; i < records.Length; i++)
        {
            var offset = (long)records[i] * RecordLength;
            foreach (var part in new[] { images, maps, pooled })
            {
                var bytes = part.bytes;
                var length = bytes.Length / records.Length;
                if (RandomAccess.Read(file, bytes.Slice(i * length, length), offset) != length)
                    throw new EndOfStreamException("The lesson file is truncated.");
                offset += length;
            }
        }

        var input = (images.to(ScalarType.Float32) / 127.5f) - 1f;
        return (
            input.permute(0, 3, 1, 2).MoveToOuterDisposeScope(),
            maps.to(ScalarType.Float32).permute(0, 3, 1, 2).MoveToOuterDisposeScope(),
            pooled.to(ScalarType.Float32).MoveToOuterDisposeScope());
    }

    public void Dispose() => file.Dispose();
}

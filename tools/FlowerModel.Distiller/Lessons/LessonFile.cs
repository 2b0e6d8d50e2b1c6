using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FlowerModel.Distiller.Settings;
using FlowerModel.Pipeline.Text;
using Microsoft.Win32.SafeHandles;

namespace FlowerModel.Distiller.Lessons;

/// <summary>
/// The teacher's features for every view, computed once. Each record holds the student's image (size x size x RGB bytes), the teacher's
/// feature map averaged to the height and width of the student's (<see cref="Grid"/>) and its pooled features (both float16). Records are
/// ordered by image, then by view. An incomplete file is continued where it ends. Reading is thread-safe.
/// </summary>
internal sealed class LessonFile : IDisposable
{
    private readonly SafeFileHandle file;

    private LessonFile(SafeFileHandle file, string key, DistillationOptions options)
    {
        (this.file, Key, Channels, Size) = (file, key, options.Teacher.Output.Channels, options.Student.ImageSize);
        Grid = options.Student.Output.Height;
    }

    /// <summary>Identifies images, teacher, views and seed; part of the file's name.</summary>
    public string Key { get; }

    /// <summary>Height and width of the stored feature map.</summary>
    public int Grid { get; }

    /// <summary>Number of the teacher's features.</summary>
    public int Channels { get; }

    /// <summary>Side of the student's images in pixels.</summary>
    public int Size { get; }

    /// <summary>Number of values of a student's image.</summary>
    public int ImageLength => Size * Size * 3;

    /// <summary>Number of values of the teacher's features: the map, then the pooled features.</summary>
    public int FeaturesLength => Channels * ((Grid * Grid) + 1);

    /// <summary>Bytes per record.</summary>
    public int RecordLength => ImageLength + (2 * FeaturesLength);

    /// <summary>Number of complete records in the file.</summary>
    public int Count => (int)(RandomAccess.GetLength(file) / RecordLength);

    /// <summary>Opens the file for these images, this teacher and these options in a folder; each combination has its own file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="images">The images.</param>
    /// <param name="teacherSha256">SHA-256 of the teacher's file.</param>
    /// <param name="options">Networks, views and seed.</param>
    public static LessonFile Open(string folder, IReadOnlyList<TeachingImage> images, string teacherSha256, DistillationOptions options)
    {
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"2 {teacherSha256} {options.Teacher.Network.Key} {options.Teacher.Alpha} {options.Teacher.ImageSize} "
            + $"{options.Student.ImageSize} {options.Views} {options.Seed}\n");
        var key = Hashing.OfText(new StringBuilder(settings).AppendJoin('\n', images.Select(image => image.Sha256)).ToString())[..16];
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"lessons-{key}.bin");
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, FileOptions.RandomAccess);
        return new LessonFile(handle, key, options);
    }

    /// <summary>Encodes a record.</summary>
    /// <param name="image">The student's image, [size, size, 3] in [-1, 1].</param>
    /// <param name="features">The teacher's map, [grid, grid, channels], then its pooled features, [channels].</param>
    /// <param name="record">Receives <see cref="RecordLength"/> bytes.</param>
    public void Encode(ReadOnlySpan<float> image, ReadOnlySpan<float> features, Span<byte> record)
    {
        for (var i = 0; i < ImageLength; i++) record[i] = (byte)Math.Clamp((int)MathF.Round((image[i] + 1) * 127.5f), 0, 255);
        var halves = MemoryMarshal.Cast<byte, Half>(record.Slice(ImageLength, 2 * FeaturesLength));
        for (var i = 0; i < halves.Length; i++) halves[i] = (Half)features[i];
    }

    /// <summary>Appends encoded records.</summary>
    /// <param name="records">One record after another.</param>
    public void Append(ReadOnlySpan<byte> records) => RandomAccess.Write(file, records, (long)Count * RecordLength);

    /// <summary>Reads a record.</summary>
    /// <param name="index">Index of the record.</param>
    /// <param name="image">Receives the student's image, [size, size, 3] in [-1, 1].</param>
    /// <param name="features">Receives the teacher's map, [grid, grid, channels], then its pooled features, [channels].</param>
    /// <exception cref="EndOfStreamException">The record does not exist.</exception>
    public void Read(int index, Span<float> image, Span<float> features)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(RecordLength);
        var record = buffer.AsSpan(0, RecordLength);
        if (RandomAccess.Read(file, record, (long)index * RecordLength) != RecordLength) throw new EndOfStreamException("The lesson file is truncated.");
        for (var i = 0; i < ImageLength; i++) image[i] = (record[i] / 127.5f) - 1;
        var halves = MemoryMarshal.Cast<byte, Half>(record[ImageLength..]);
        for (var i = 0; i < halves.Length; i++) features[i] = (float)halves[i];
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}

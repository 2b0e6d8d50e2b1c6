using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>A sound file that damaged ones are made from.</summary>
public sealed class SeedFile
{
    private const int LargestModel = 64 << 10;

    /// <summary>A seed of the given bytes.</summary>
    public SeedFile(string name, byte[] bytes)
    {
        Name = name;
        Bytes = bytes;
        Structure = StructureMap.Of(bytes);
        if (bytes.Length <= LargestModel) Model = ModelReader.Read(bytes);
    }

    /// <summary>Name, for messages.</summary>
    public string Name { get; }

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where its parts lie.</summary>
    public StructureMap Structure { get; }

    /// <summary>The file as an object; null for a file too large to be written many times.</summary>
    public Model? Model { get; }

    /// <summary>
    /// How often the seed is taken, relative to others: reading takes time in proportion to the size, and small files are nearly all
    /// structure.
    /// </summary>
    public double Weight => 1 / (double)(4096 + Bytes.Length);

    /// <summary>The .tflite files of a folder, by name.</summary>
    public static IReadOnlyList<SeedFile> Load(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.tflite").Order(StringComparer.Ordinal)
            .Select(path => new SeedFile(Path.GetFileName(path), File.ReadAllBytes(path))),
    ];
}

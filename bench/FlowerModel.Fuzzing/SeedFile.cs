using FlowerModel.Tflite;

namespace FlowerModel.Fuzzing;

/// <summary>A valid file that damaged ones are made from.</summary>
public sealed class SeedFile
{
    private const int LargestModel = 64 << 10;

    /// <summary>Creates a seed file from bytes.</summary>
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

    /// <summary>The positions of its parts.</summary>
    public StructureMap Structure { get; }

    /// <summary>The model in the file; null if the file is too large to be written many times.</summary>
    public Model? Model { get; }

    /// <summary>
    /// How often the file is used, relative to others: the time to read a file is proportional to its size, and small files are nearly all
    /// structure.
    /// </summary>
    public double Weight => 1 / (double)(4096 + Bytes.Length);

    /// <summary>Loads the .tflite files of a folder, in the order of their names.</summary>
    public static IReadOnlyList<SeedFile> Load(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.tflite").Order(StringComparer.Ordinal)
            .Select(path => new SeedFile(Path.GetFileName(path), File.ReadAllBytes(path))),
    ];
}

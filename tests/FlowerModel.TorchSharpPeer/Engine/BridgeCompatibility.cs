using System.Text;

namespace FlowerModel.TorchSharpPeer.Engine;

/// <summary>
/// Adapts TorchSharp's Linux bridge to an older libstdc++. The file requires the symbol version <c>GLIBCXX_3.4.32</c> for one symbol only, the
/// initializer of the standard streams that GCC 13 added; Debian 12 and Ubuntu 22.04 end at 3.4.30. The older constructor of
/// <c>std::ios_base::Init</c> initializes the same streams, takes an object that it does not use, and is in every libstdc++.
/// </summary>
/// <remarks>Format: System V ABI and the GNU symbol versioning of the Linux Standard Base.</remarks>
internal static class BridgeCompatibility
{
    /// <summary>The symbol version that an older libstdc++ lacks.</summary>
    public const string MissingVersion = "GLIBCXX_3.4.32";

    private const string OldestVersion = "GLIBCXX_3.4";
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";
    private const ushort Weak = 2; // VER_FLG_WEAK: the loader does not insist on the version.

    /// <summary>Changes the image in place.</summary>
    /// <exception cref="InvalidDataException">The image is not a 64-bit little-endian ELF file, or has an unexpected structure.</exception>
    public static void Adapt(byte[] image)
    {
        var elf = new ElfImage(image);
        var symbols = elf.Section(".dynsym");
        var versions = elf.Section(".gnu.version");
        var needs = elf.Section(".gnu.version_r");
        var strings = elf.Section(".dynstr");

        var missing = FindVersion(elf, needs, strings, MissingVersion);
        var oldest = FindVersion(elf, needs, strings, OldestVersion);
        var found = false;
        for (var index = 0; index < symbols.Size / ElfImage.SymbolSize; index++)
        {
            var versionAt = versions.At(index * 2, 2);
            if ((elf.UInt16(versionAt) & 0x7fff) != missing.Index) continue;
            var nameAt = strings.At(elf.UInt32(symbols.At(index * ElfImage.SymbolSize, 4)), 1);
            var name = elf.CString(nameAt, strings);
            if (name != NewSymbol) throw new InvalidDataException($"{MissingVersion} is also needed for {name}");
            elf.PutCString(nameAt, OldSymbol, name.Length);
            elf.PutUInt16(versionAt, oldest.Index);
            found = true;
        }

        if (!found) throw new InvalidDataException($"no symbol needs {MissingVersion}");
        elf.PutUInt16(missing.FlagsAt, Weak);
    }

    /// <summary>Walks the chain of needed files and their chains of versions (Verneed and Vernaux records).</summary>
    private static (ushort Index, int FlagsAt) FindVersion(ElfImage elf, ElfSection needs, ElfSection strings, string version)
    {
        long file = 0;
        for (var files = 0; files < 1000; files++)
        {
            var entry = file + elf.UInt32(needs.At(file + 8, 4));
            for (int left = elf.UInt16(needs.At(file + 2, 2)); left > 0; left--)
            {
                var name = elf.CString(strings.At(elf.UInt32(needs.At(entry + 8, 4)), 1), strings);
                if (name == version) return (elf.UInt16(needs.At(entry + 6, 2)), needs.At(entry + 4, 2));
                entry += elf.UInt32(needs.At(entry + 12, 4));
            }

            var next = elf.UInt32(needs.At(file + 12, 4));
            if (next == 0) break;
            file += next;
        }

        throw new InvalidDataException($"the file does not need {version}");
    }
}

/// <summary>The location of a section in the file.</summary>
internal readonly record struct ElfSection(string Name, long Offset, long Size)
{
    /// <summary>File offset of <paramref name="count"/> bytes at <paramref name="offset"/> of the section.</summary>
    /// <exception cref="InvalidDataException">They extend beyond the section.</exception>
    public int At(long offset, int count) =>
        offset >= 0 && offset + count <= Size
            ? checked((int)(Offset + offset))
            : throw new InvalidDataException($"offset {offset} is outside section {Name}");
}

/// <summary>
/// The parts of ELF that are needed: sections by name, numbers and strings; every access is checked against the file's length.
/// </summary>
internal sealed class ElfImage
{
    /// <summary>Size of a symbol record of a 64-bit file.</summary>
    public const int SymbolSize = 24;

    private const int SectionHeaderSize = 64;
    private readonly byte[] image;
    private readonly List<ElfSection> sections = [];

    public ElfImage(byte[] image)
    {
        this.image = image;
        // Identification: magic, class 2 = 64 bits, data 1 = little-endian.
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        if (image.Length < 64 || !image.AsSpan().StartsWith(identification))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        var table = Int64(40);
        var count = UInt16(60);
        var namesIndex = UInt16(62);
        if (UInt16(58) != SectionHeaderSize || namesIndex >= count) throw new InvalidDataException("unexpected ELF section table");
        var names = ReadHeader(table, namesIndex, default);
        for (var i = 0; i < count; i++) sections.Add(ReadHeader(table, i, names));
    }

    public ElfSection Section(string name)
    {
        foreach (var section in sections)
        {
            if (section.Name == name) return section;
        }

        throw new InvalidDataException($"section {name} is missing");
    }

    public ushort UInt16(int at) => BitConverter.ToUInt16(Checked(at, 2));

    public uint UInt32(int at) => BitConverter.ToUInt32(Checked(at, 4));

    public void PutUInt16(int at, ushort value) => BitConverter.TryWriteBytes(Checked(at, 2), value);

    public string CString(int at, ElfSection table)
    {
        var bytes = Checked(at, checked((int)(table.Offset + table.Size - at)));
        var end = bytes.IndexOf((byte)0);
        if (end < 0) throw new InvalidDataException("unterminated string in " + table.Name);
        return Encoding.ASCII.GetString(bytes[..end]);
    }

    /// <summary>Overwrites a string of <paramref name="room"/> characters with a shorter one, terminated and filled with zeros.</summary>
    public void PutCString(int at, string value, int room)
    {
        if (value.Length > room) throw new InvalidDataException("the new name does not fit");
        var bytes = Checked(at, room);
        bytes.Clear();
        Encoding.ASCII.GetBytes(value, bytes);
    }

    private ElfSection ReadHeader(long table, int index, ElfSection names)
    {
        var at = checked((int)(table + ((long)index * SectionHeaderSize)));
        long offset = Int64(checked(at + 24)), size = Int64(checked(at + 32));
        const int NoBits = 8; // A section without bytes in the file.
        if (UInt32(at + 4) == NoBits) size = 0;
        if (offset < 0 || size < 0 || offset > image.Length - size)
        {
            throw new InvalidDataException("an ELF section extends beyond the file");
        }

        var name = names.Size == 0 ? "" : CString(names.At(UInt32(at), 1), names);
        return new ElfSection(name, offset, size);
    }

    private long Int64(int at) => BitConverter.ToInt64(Checked(at, 8));

    private Span<byte> Checked(int at, int count) =>
        at >= 0 && count >= 0 && at <= image.Length - count
            ? image.AsSpan(at, count)
            : throw new InvalidDataException($"the ELF file ends before offset {(long)at + count}");
}

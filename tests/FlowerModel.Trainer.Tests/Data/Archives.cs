using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace FlowerModel.Trainer.Tests.Data;

/// <summary>Creates valid and hostile archives.</summary>
internal static class Archives
{
    public static byte[] Content(string name) => Encoding.UTF8.GetBytes("image " + name);

    public static byte[] Zip(params string[] names)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names) Add(zip, name, Content(name));
        }

        return bytes.ToArray();
    }

    public static byte[] Zip(Action<ZipArchive> fill)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true)) fill(zip);
        return bytes.ToArray();
    }

    public static ZipArchiveEntry Add(ZipArchive zip, string name, byte[] content)
    {
        var entry = zip.CreateEntry(name);
        using var stream = entry.Open();
        stream.Write(content);
        return entry;
    }

    /// <summary>Creates a zip with one empty, stored entry whose name has the given bytes (APPNOTE 4.3.7, 4.3.12 and 4.3.16).</summary>
    public static byte[] RawZip(byte[] name, bool isUtf8, byte[] extra)
    {
        byte flags = isUtf8 ? (byte)8 : (byte)0;
        byte[] local = [.. "PK\u0003\u0004"u8, 20, 0, 0, flags, .. new byte[18], (byte)name.Length, 0, 0, 0, .. name];
        byte[] directory =
        [
            .. "PK\u0001\u0002"u8, 20, 0, 20, 0, 0, flags, .. new byte[18], (byte)name.Length, 0, (byte)extra.Length, 0, .. new byte[14], .. name, .. extra,
        ];
        return
        [
            .. local, .. directory,
            .. "PK\u0005\u0006"u8, 0, 0, 0, 0, 1, 0, 1, 0, (byte)directory.Length, 0, 0, 0, (byte)local.Length, 0, 0, 0, 0, 0,
        ];
    }

    public static byte[] Tar(params string[] names) => Tar(TarEntryFormat.Ustar, names);

    public static byte[] Tar(TarEntryFormat format, string[] names)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var name in names)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(Content(name));
                tar.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Creates a header by hand, as an attacker would, followed by the content.</summary>
    public static byte[] RawTar(string name, char type, long declaredSize, byte[] content, string link = "")
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        Put(header, 100, "0000644\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        if (declaredSize < 8589934592)
        {
            Put(header, 124, Convert.ToString(declaredSize, 8).PadLeft(11, '0') + "\0");
        }
        else
        {
            // The binary GNU format for sizes of 8 GB and more.
            header[124] = 0x80;
            for (var i = 0; i < 8; i++) header[135 - i] = (byte)(declaredSize >> (8 * i));
        }

        Put(header, 136, "00000000000\0");
        Put(header, 148, "        ");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\0" + "00");
        Put(header, 329, "0000000\0");
        Put(header, 337, "0000000\0");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        var padded = (content.Length + 511) / 512 * 512;
        return [.. header, .. content, .. new byte[padded - content.Length], .. new byte[1024]];

        static void Put(byte[] header, int offset, string text) => Encoding.ASCII.GetBytes(text).CopyTo(header, offset);
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, level, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }
}

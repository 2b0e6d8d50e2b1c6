using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Compresses the entries of a package as well as Deflate can, in the same order and with the same dates, and adds files.</summary>
public sealed class CompressPackage : Task
{
    // CompressionLevel.SmallestSize, which the reference assemblies of inline tasks do not have yet.
    private const CompressionLevel Smallest = (CompressionLevel)3;

    private const string ContentTypes = "[Content_Types].xml";

    /// <summary>Path of the package.</summary>
    [Required]
    public string File { get; set; }

    /// <summary>Files to add; the metadatum <c>PackagePath</c> is the path of each in the package. A file that is already there is left alone.</summary>
    public ITaskItem[] Added { get; set; } = new ITaskItem[0];

    /// <inheritdoc/>
    public override bool Execute()
    {
        using (var result = new MemoryStream())
        {
            using (var package = ZipFile.OpenRead(File))
            using (var copy = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
            {
                var date = package.Entries[0].LastWriteTime;
                foreach (var entry in package.Entries)
                {
                    using (var from = entry.Open())
                    {
                        if (entry.FullName == ContentTypes) Write(copy, entry.FullName, date, to => WithTypes(from).Save(to));
                        else Write(copy, entry.FullName, date, from.CopyTo);
                    }
                }

                foreach (var file in Added.Where(file => package.GetEntry(file.GetMetadata("PackagePath")) is null))
                {
                    using (var from = System.IO.File.OpenRead(file.ItemSpec)) Write(copy, file.GetMetadata("PackagePath"), date, from.CopyTo);
                }
            }

            System.IO.File.WriteAllBytes(File, result.ToArray());
        }

        return true;
    }

    private static void Write(ZipArchive archive, string name, DateTimeOffset date, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name, Smallest);
        entry.LastWriteTime = date;
        using (var to = entry.Open()) write(to);
    }

    // A package lists the types of its files by extension.
    private XDocument WithTypes(Stream stream)
    {
        var types = XDocument.Load(stream);
        foreach (var extension in Added.Select(file => file.GetMetadata("Extension").TrimStart('.')).Distinct())
        {
            if (types.Root.Elements().Any(element => (string)element.Attribute("Extension") == extension)) continue;
            types.Root.Add(new XElement(
                types.Root.Name.Namespace + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", "application/octet")));
        }

        return types;
    }
}

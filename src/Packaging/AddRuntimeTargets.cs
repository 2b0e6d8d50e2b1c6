using System;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Adds variants of assemblies for one platform to a deps.json, as if they came from packages with a folder <c>runtimes</c>: on that platform the host takes
/// them instead of the plain ones.
/// </summary>
public sealed class AddRuntimeTargets : Task
{
    private static readonly XNamespace Names = "item"; // of elements for keys that are no XML names, whose attribute "item" is the key

    /// <summary>Path of the deps.json to read.</summary>
    [Required]
    public string DepsFile { get; set; }

    /// <summary>The assemblies that have a variant; their names decide.</summary>
    [Required]
    public ITaskItem[] Assemblies { get; set; }

    /// <summary>Runtime identifier of the platform.</summary>
    [Required]
    public string Platform { get; set; }

    /// <summary>Folder of the variants, relative to the program's folder, with forward slashes.</summary>
    [Required]
    public string Folder { get; set; }

    /// <summary>Path of the file to write.</summary>
    [Required]
    public string File { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        XElement document;
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(System.IO.File.ReadAllBytes(DepsFile), System.Xml.XmlDictionaryReaderQuotas.Max))
            document = XElement.Load(reader);
        var libraries = document.Element("targets").Elements().Single().Elements().ToList();
        foreach (var assembly in Assemblies.Select(item => Path.GetFileName(item.ItemSpec)))
        {
            var plain = libraries.SelectMany(library => library.Elements("runtime").Elements()).Where(asset => Path.GetFileName(Key(asset)) == assembly).ToList();
            if (plain.Count == 1) Add(plain[0], assembly);
            else Log.LogError("{0} lists {1} {2} times.", DepsFile, assembly, plain.Count);
        }

        using (var file = new FileStream(File, FileMode.Create))
        using (var writer = JsonReaderWriterFactory.CreateJsonWriter(file, new UTF8Encoding(false), ownsStream: false, indent: true))
            document.WriteTo(writer);
        return !Log.HasLoggedErrors;
    }

    private void Add(XElement plain, string assembly)
    {
        var library = plain.Parent.Parent;
        var targets = library.Element("runtimeTargets");
        if (targets is null) library.Add(targets = new XElement("runtimeTargets", new XAttribute("type", "object")));
        targets.Add(new XElement(
            Names + "item",
            new XAttribute("item", Folder + "/" + assembly),
            new XAttribute("type", "object"),
            Text("rid", Platform),
            Text("assetType", "runtime"),
            plain.Elements()));
    }

    private static string Key(XElement element) => (string)element.Attribute("item") ?? element.Name.LocalName;

    private static XElement Text(string name, string value) => new XElement(name, new XAttribute("type", "string"), value);
}

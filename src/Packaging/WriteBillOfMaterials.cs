using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes a bill of materials (CycloneDX 1.6, JSON): the third-party packages with files that a program runs, their hashes and licenses. It has no
/// date and no random number, so the same restored packages give the same bytes.
/// </summary>
public sealed class WriteBillOfMaterials : Task
{
    /// <summary>ID of the package that is described.</summary>
    [Required]
    public string PackageId { get; set; }

    /// <summary>Its version.</summary>
    [Required]
    public string PackageVersion { get; set; }

    /// <summary>Its license, an SPDX expression.</summary>
    [Required]
    public string License { get; set; }

    /// <summary>Who supplies it.</summary>
    [Required]
    public string Supplier { get; set; }

    /// <summary>Path of project.assets.json. All packages in it that have files for a running program are listed.</summary>
    [Required]
    public string AssetsFile { get; set; }

    /// <summary>Paths of the same files of other projects, of which only <see cref="OtherPackages"/> are listed.</summary>
    public ITaskItem[] OtherAssetsFiles { get; set; } = new ITaskItem[0];

    /// <summary>IDs of packages that are also listed, because their files are shipped.</summary>
    public ITaskItem[] OtherPackages { get; set; } = new ITaskItem[0];

    /// <summary>Packages that do not state a license themselves, each with its <c>License</c> in words.</summary>
    public ITaskItem[] StatedLicenses { get; set; } = new ITaskItem[0];

    /// <summary>Path of the file to write.</summary>
    [Required]
    public string File { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var others = new HashSet<string>(OtherPackages.Select(item => item.ItemSpec), StringComparer.OrdinalIgnoreCase);
        var components = Read(Json(AssetsFile), HasFiles)
            .Concat(OtherAssetsFiles.SelectMany(file => Read(Json(file.ItemSpec), library => others.Contains(IdOf(library)))))
            .GroupBy(component => component.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.First())
            .OrderBy(component => component.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        foreach (var component in components)
        {
            var stated = StatedLicenses.FirstOrDefault(item => item.ItemSpec.Equals(component.Name, StringComparison.OrdinalIgnoreCase));
            component.License = component.License ?? stated?.GetMetadata("License");
            if (component.License is null) Log.LogError("{0} states no license. Add it to BillOfMaterialsLicense.", component.Name);
        }

        foreach (var id in others.Where(id => components.All(component => !component.Name.Equals(id, StringComparison.OrdinalIgnoreCase))))
            Log.LogError("{0} is in no assets file of the bill of materials of {1}.", id, PackageId);
        var text = new StringBuilder();
        text.Append("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"metadata\": {\n    \"component\": {\n");
        text.Append("      \"type\": \"library\",\n      \"bom-ref\": ").Append(Text(Url(PackageId, PackageVersion))).Append(",\n");
        text.Append("      \"supplier\": { \"name\": ").Append(Text(Supplier)).Append(" },\n");
        text.Append("      \"name\": ").Append(Text(PackageId)).Append(",\n      \"version\": ").Append(Text(PackageVersion)).Append(",\n");
        text.Append("      \"licenses\": [ { \"expression\": ").Append(Text(License)).Append(" } ],\n");
        text.Append("      \"purl\": ").Append(Text(Url(PackageId, PackageVersion))).Append("\n    }\n  },\n  \"components\": [");
        text.Append(string.Join(",", components.Select(component => component.ToJson()))).Append("\n  ]\n}\n");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File)));
        System.IO.File.WriteAllText(File, text.ToString());
        return !Log.HasLoggedErrors;
    }

    private static IEnumerable<Component> Read(XElement assets, Func<XElement, bool> isPart)
    {
        var libraries = Members(assets.Element("libraries")).ToDictionary(Name, library => library);
        var folders = Members(assets.Element("packageFolders")).Select(Name).ToArray();
        var used = Members(assets.Element("targets")).SelectMany(Members)
            .Where(library => isPart(library))
            .Select(Name).Distinct().Where(name => (string)libraries[name].Element("type") == "package");
        foreach (var name in used)
        {
            var (id, version) = (name.Split('/')[0], name.Split('/')[1]);
            var path = (string)libraries[name].Element("path");
            var nuspec = folders.Select(folder => Path.Combine(folder, path, id.ToLowerInvariant() + ".nuspec")).FirstOrDefault(System.IO.File.Exists);
            yield return new Component(id, version, (string)libraries[name].Element("sha512"), nuspec is null ? null : XDocument.Load(nuspec));
        }
    }

    // "_._" stands for "nothing on this framework".
    private static bool HasFiles(XElement library) => new[] { "runtime", "native", "runtimeTargets" }
        .SelectMany(kind => library.Element(kind) is XElement files ? Members(files) : Enumerable.Empty<XElement>())
        .Any(file => !Name(file).EndsWith("/_._", StringComparison.Ordinal));

    private static XElement Json(string path)
    {
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(System.IO.File.ReadAllBytes(path), XmlDictionaryReaderQuotas.Max))
        {
            return XElement.Load(reader);
        }
    }

    private static IEnumerable<XElement> Members(XElement element) => element is null ? Enumerable.Empty<XElement>() : element.Elements();

    // A JSON name that is no XML name is in an attribute.
    private static string Name(XElement element) => (string)element.Attribute("item") ?? element.Name.LocalName;

    private static string IdOf(XElement library) => Name(library).Split('/')[0];

    private static string Url(string id, string version) => "pkg:nuget/" + id + "@" + version;

    private static string Text(string value) =>
        "\"" + string.Concat(value.Select(letter => letter == '"' || letter == '\\' ? "\\" + letter : letter < ' ' ? " " : letter.ToString())) + "\"";

    private sealed class Component
    {
        private readonly string version;
        private readonly string sha512;
        private readonly bool isExpression;

        public Component(string id, string version, string sha512, XDocument nuspec)
        {
            (Name, this.version, this.sha512) = (id, version, sha512);
            var metadata = nuspec?.Root.Elements().FirstOrDefault();
            var declared = metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
            isExpression = (string)declared?.Attribute("type") == "expression";
            License = isExpression ? declared.Value : metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value;
        }

        public string Name { get; }

        public string License { get; set; }

        public string ToJson()
        {
            var text = new StringBuilder();
            text.Append("\n    {\n      \"type\": \"library\",\n      \"bom-ref\": ").Append(Text(Url(Name, version))).Append(",\n");
            text.Append("      \"name\": ").Append(Text(Name)).Append(",\n      \"version\": ").Append(Text(version)).Append(",\n");
            if (sha512 != null)
            {
                var hex = string.Concat(Convert.FromBase64String(sha512).Select(value => value.ToString("x2")));
                text.Append("      \"hashes\": [ { \"alg\": \"SHA-512\", \"content\": ").Append(Text(hex)).Append(" } ],\n");
            }

            if (isExpression) text.Append("      \"licenses\": [ { \"expression\": ").Append(Text(License)).Append(" } ],\n");
            else if (License != null) text.Append("      \"licenses\": [ { \"license\": { \"name\": ").Append(Text(License)).Append(" } } ],\n");
            return text.Append("      \"purl\": ").Append(Text(Url(Name, version))).Append("\n    }").ToString();
        }
    }
}

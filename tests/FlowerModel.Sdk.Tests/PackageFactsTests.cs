using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FlowerModel.Sdk.Tests.Support;
using FlowerModel.Testing;

namespace FlowerModel.Sdk.Tests;

/// <summary>What users of NuGet expect of every package: icon, texts, symbols, documentation, bill of materials.</summary>
[Collection(ConsumerBuilds.Name)]
public sealed class PackageFactsTests(PackedFeed feed)
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string> Packages => ["FlowerModel.Sdk", "FlowerModel.Runtime", "FlowerModel.Tflite", "FlowerModel.Trainer", "FlowerModel.Tool"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_package_has_an_icon_a_readme_a_license_and_release_notes(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var metadata = XDocument.Load(package.GetEntry(id + ".nuspec")!.Open()).Root!.Elements().First();

        Assert.Equal("MIT", Value("license"));
        Assert.NotEmpty(Value("description"));
        Assert.Contains("Copyright (c)", Value("copyright"), StringComparison.Ordinal);
        Assert.InRange(package.GetEntry(Value("readme"))!.Length, 100, 100_000);
        var icon = package.GetEntry(Value("icon"))!;
        Assert.InRange(icon.Length, 100, 20_000);
        var start = new byte[4];
        using (var stream = icon.Open()) stream.ReadExactly(start);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], start);
        var notes = Value("releaseNotes");
        Assert.InRange(notes.Length, 100, 35_000);
        Assert.Contains(notes.Split('\n')[^1], File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "CHANGELOG.md")), StringComparison.Ordinal);

        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_bill_of_materials_lists_what_the_package_contains_with_hashes_and_licenses(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var bill = JsonNode.Parse(package.GetEntry("sbom.cdx.json")!.Open())!;

        Assert.Equal(("CycloneDX", $"pkg:nuget/{id}@1.0.0"), ((string?)bill["bomFormat"], (string?)bill["metadata"]!["component"]!["purl"]));
        var components = bill["components"]!.AsArray().ToDictionary(component => (string)component!["name"]!, component => component!);
        Assert.All(components.Values, component =>
        {
            Assert.Equal(128, ((string?)component["hashes"]![0]!["content"])!.Length);
            Assert.NotNull(component["licenses"]);
            Assert.StartsWith($"pkg:nuget/{component["name"]}@", (string?)component["purl"], StringComparison.Ordinal);
        });
        var libraries = package.Entries.Select(entry => entry.Name)
            .Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.StartsWith("FlowerModel.", StringComparison.Ordinal) && !name.StartsWith("lib", StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name));
        Assert.Subset(components.Keys.ToHashSet(), libraries.ToHashSet());
    }

    // nuget.org accepts only symbols that lie beside the place of their assembly.
    [Fact]
    public void The_symbol_package_of_the_sdk_belongs_to_its_assemblies()
    {
        using var package = ZipFile.OpenRead(feed.Package("FlowerModel.Sdk"));
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(feed.Package("FlowerModel.Sdk"), ".snupkg"));
        var names = symbols.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)).ToArray();

        Assert.Equal(
            ["tasks/1.0.0/FlowerModel.Build.Tasks.pdb", "tasks/1.0.0/FlowerModel.Networks.pdb", "tasks/1.0.0/FlowerModel.Pipeline.pdb"],
            names.Order(StringComparer.Ordinal));
        Assert.All(names, name =>
        {
            using var file = new PEReader(Read(package, Path.ChangeExtension(name, ".dll")));
            var entry = file.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
            using var provider = MetadataReaderProvider.FromPortablePdbStream(Read(symbols, name));
            Assert.Equal(file.ReadCodeViewDebugDirectoryData(entry).Guid, new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
        });
    }

    [Theory]
    [InlineData("FlowerModel.Runtime")]
    [InlineData("FlowerModel.Tflite")]
    public void Libraries_have_their_documentation_and_symbols_without_paths_of_the_machine(string id)
    {
        using var package = ZipFile.OpenRead(feed.Package(id));
        var documentation = XDocument.Load(package.GetEntry($"lib/net8.0/{id}.xml")!.Open());
        Assert.InRange(documentation.Descendants("member").Count(), 50, 10_000);

        using var file = new PEReader(Read(package, $"lib/net8.0/{id}.dll"));
        var embedded = file.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var provider = file.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var symbols = provider.GetMetadataReader();
        string[] sources = [.. symbols.Documents.Select(document => symbols.GetString(symbols.GetDocument(document).Name))];
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.StartsWith("/_/", source, StringComparison.Ordinal));
        // Generated sources are in no repository, so a debugger finds them in the symbols.
        var generated = symbols.Documents.Where(document => symbols.GetString(symbols.GetDocument(document).Name).Contains("/obj/", StringComparison.Ordinal));
        Assert.All(generated, document => Assert.Contains(
            symbols.GetCustomDebugInformation(document), information => symbols.GetGuid(symbols.GetCustomDebugInformation(information).Kind) == EmbeddedSource));
    }

    private static MemoryStream Read(ZipArchive package, string path)
    {
        var copy = new MemoryStream();
        using (var stream = package.GetEntry(path)!.Open()) stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}

using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Reference;

/// <summary>
/// What the XML schema accepts, included by a schema that has the types and substitution groups of MSBuild's own (Microsoft.Build.Core.xsd), which is installed
/// with Visual Studio only.
/// </summary>
public sealed class ProjectSchemaTests
{
    private const string Including = """
        <xs:schema targetNamespace="http://schemas.microsoft.com/developer/msbuild/2003" xmlns:msb="http://schemas.microsoft.com/developer/msbuild/2003"
                   xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
          <xs:include schemaLocation="FlowerModel.Sdk.xsd"/>
          <xs:element name="Project">
            <xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element ref="msb:Item"/><xs:element ref="msb:Property"/></xs:choice></xs:complexType>
          </xs:element>
          <xs:element name="Item" type="msb:SimpleItemType" abstract="true"/>
          <xs:element name="Property" abstract="true"/>
          <xs:complexType name="SimpleItemType">
            <xs:attribute name="Condition" type="xs:string"/><xs:attribute name="Include" type="xs:string"/><xs:attribute name="Exclude" type="xs:string"/>
            <xs:attribute name="Remove" type="xs:string"/><xs:attribute name="Update" type="xs:string"/><xs:attribute name="Label" type="xs:string"/>
          </xs:complexType>
          <xs:complexType name="StringPropertyType">
            <xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="Condition" type="xs:string"/></xs:extension></xs:simpleContent>
          </xs:complexType>
        </xs:schema>
        """;

    public static TheoryData<string> Projects => ["README.md", "docs/checks.md", "sample/FlowerApp/FlowerApp.csproj", "sample/FlowerPhotos/FlowerPhotos.csproj"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_items_and_properties_of_examples_and_samples_are_valid(string path)
    {
        var text = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, path));
        // Not every example is a complete document.
        var ours = Path.GetExtension(path) == ".csproj"
            ? XDocument.Parse(text).Descendants().Where(element => element.Name.LocalName.StartsWith("FlowerModel", StringComparison.Ordinal)).ToArray()
            : [.. Regex.Matches(text, @"<FlowerModel\w*\s[^>]*/>").Select(match => XElement.Parse(match.Value))];
        Assert.NotEmpty(ours);
        Assert.Empty(Problems([.. ours]));
    }

    [Theory]
    [InlineData("""<FlowerModel Include="Flowers" Dataset="photos" Epochs="5"><Quantization>int8;float32</Quantization></FlowerModel>""", 0)]
    [InlineData("""<FlowerModel Include="Flowers" Epoch="5" />""", 1)]
    [InlineData("""<FlowerModel Include="Flowers"><Epoch>5</Epoch></FlowerModel>""", 1)]
    [InlineData("""<FlowerModelExpect Include="golden/*.jpg" Answer="roses" MinScore="0.8" Condition="'$(A)' == ''" />""", 0)]
    [InlineData("""<FlowerModelExpect Include="golden/*.jpg" Answr="roses" />""", 1)]
    [InlineData("""<FlowerModelMode Condition="'$(CI)' == 'true'">CacheOnly</FlowerModelMode>""", 0)]
    [InlineData("""<FlowerModelModus>CacheOnly</FlowerModelModus>""", 1)]
    public void Misspelled_names_are_not_valid(string xml, int problems) => Assert.Equal(problems, Problems(XElement.Parse(xml)).Count);

    private static List<string> Problems(params XElement[] elements)
    {
        var project = new XDocument(new XElement(ProjectSchemas.MSBuild + "Project", elements.Select(InNamespace)));
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        using (var text = new StringReader(Including))
        using (var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }, new Uri(ProjectSchemas.XmlPath).AbsoluteUri + ".including.xsd"))
            schemas.Add(null, reader);
        var problems = new List<string>();
        project.Validate(schemas, (_, problem) => problems.Add(problem.Message));
        return problems;
    }

    // Project files need no namespace; editors take MSBuild's.
    private static XElement InNamespace(XElement element) => new(
        ProjectSchemas.MSBuild + element.Name.LocalName,
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration),
        element.HasElements ? element.Elements().Select(InNamespace) : element.Value);
}

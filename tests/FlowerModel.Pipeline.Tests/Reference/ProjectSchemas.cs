using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Reference;

/// <summary>The descriptions for editors in the package, made from <c>docs/reference.md</c>.</summary>
internal static class ProjectSchemas
{
    /// <summary>MSBuild's namespace.</summary>
    public static readonly XNamespace MSBuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    private static readonly XNamespace Xs = "http://www.w3.org/2001/XMLSchema";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, string Meaning, string Include)[] Items =
    [
        ("FlowerModel", "An image classifier that the build trains and embeds.", "name of the model"),
        ("FlowerModelExpect", "Images for which the build checks the answers of a model.", "images"),
    ];

    /// <summary>Full path of the XML schema.</summary>
    public static string XmlPath { get; } = InPackage("FlowerModel.Sdk.xsd");

    /// <summary>Full path of the schema for the MSBuild Editor, beside the file that it describes.</summary>
    public static string JsonPath { get; } = InPackage("FlowerModel.Sdk.targets.buildschema.json");

    /// <summary>Returns the XML schema.</summary>
    public static string Xml(ReferencePage page) => new XDocument(
        new XElement(
            Xs + "schema",
            new XAttribute("targetNamespace", MSBuild.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "msb", MSBuild.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xs", Xs.NamespaceName),
            new XAttribute("elementFormDefault", "qualified"),
            new XComment(" Included by MSBuild's own schema, which defines Item, Property and their types. Generated from docs/reference.md. "),
            Items.Select(item => Item(item.Name, item.Meaning, page.Rows($"`<{item.Name}>`"))),
            page.Rows("Properties").Select(Property))).ToString().ReplaceLineEndings("\n") + "\n";

    /// <summary>Returns the schema for the MSBuild Editor.</summary>
    public static string Json(ReferencePage page)
    {
        var items = new JsonObject();
        foreach (var (name, meaning, include) in Items)
        {
            items[name] = new JsonObject
            {
                ["description"] = meaning,
                ["includeDescription"] = include,
                ["metadata"] = new JsonObject(page.Rows($"`<{name}>`").Select(row => KeyValuePair.Create(row.Name, (JsonNode?)Symbol(row)))),
            };
        }

        return new JsonObject
        {
            ["properties"] = new JsonObject(page.Rows("Properties").Select(row => KeyValuePair.Create(row.Name, (JsonNode?)Symbol(row)))),
            ["items"] = items,
            ["targets"] = new JsonObject(page.Rows("Targets").Select(row => KeyValuePair.Create(row.Name, (JsonNode?)row.PlainMeaning))),
        }.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
    }

    // MSBuild takes metadata as attributes and as elements.
    private static XElement Item(string name, string meaning, IReadOnlyList<ReferenceRow> metadata) => new(
        Xs + "element",
        new XAttribute("name", name),
        new XAttribute("substitutionGroup", "msb:Item"),
        Documentation(meaning),
        new XElement(Xs + "complexType", new XElement(Xs + "complexContent", new XElement(
            Xs + "extension",
            new XAttribute("base", "msb:SimpleItemType"),
            new XElement(Xs + "choice", new XAttribute("minOccurs", 0), new XAttribute("maxOccurs", "unbounded"), metadata.Select(Element)),
            metadata.Select(Attribute)))));

    private static XElement Attribute(ReferenceRow row) =>
        new(Xs + "attribute", new XAttribute("name", row.Name), Type(row), Documentation(row.PlainMeaning), Choices(row));

    // Texts and choices are with the attributes, the usual form, only: the package must stay small.
    private static XElement Element(ReferenceRow row) => new(Xs + "element", new XAttribute("name", row.Name), new XAttribute("type", "xs:string"));

    private static XElement Property(ReferenceRow row) => new(
        Xs + "element",
        new XAttribute("name", row.Name),
        new XAttribute("type", "msb:StringPropertyType"),
        new XAttribute("substitutionGroup", "msb:Property"),
        Documentation(row.PlainMeaning));

    private static XAttribute? Type(ReferenceRow row) => row.Choices.Count == 0 ? new XAttribute("type", "xs:string") : null;

    // A union with any text: MSBuild ignores the case of choices, values can be properties, and lists have several.
    private static XElement? Choices(ReferenceRow row) => row.Choices.Count == 0 ? null : new XElement(Xs + "simpleType", new XElement(
        Xs + "union",
        new XAttribute("memberTypes", "xs:string"),
        new XElement(Xs + "simpleType", new XElement(
            Xs + "restriction",
            new XAttribute("base", "xs:string"),
            row.Choices.Select(choice => new XElement(Xs + "enumeration", new XAttribute("value", choice)))))));

    private static XElement Documentation(string text) => new(Xs + "annotation", new XElement(Xs + "documentation", text));

    private static JsonObject Symbol(ReferenceRow row)
    {
        var symbol = new JsonObject { ["description"] = row.PlainMeaning };
        if (row.Choices is ["true", "false"]) symbol["type"] = "bool";
        else if (row.Choices.Count > 0) symbol["type"] = new JsonArray([.. row.Choices.Select(choice => (JsonNode)choice)]);
        else if (row.Values.StartsWith("whole number", StringComparison.Ordinal)) symbol["type"] = "int";
        if (row.IsList) symbol["isList"] = true;
        if (row.Default.StartsWith('`') && row.Default.IndexOf('`', 1) == row.Default.Length - 1) symbol["defaultValue"] = row.Default.Trim('`');
        return symbol;
    }

    private static string InPackage(string name) => Path.Combine(ReferenceData.RepositoryRoot, "src", "FlowerModel.Sdk", "build", name);
}

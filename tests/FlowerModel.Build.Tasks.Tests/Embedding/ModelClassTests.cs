using FlowerModel.Build.Tasks.Embedding;
using FlowerModel.Pipeline.Settings;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FlowerModel.Build.Tasks.Tests.Embedding;

/// <summary>The generated class, parsed by the compiler.</summary>
public sealed class ModelClassTests
{
    private static readonly string[] HostileLabels =
    [
        "daisy", "", " ", "\"; System.Environment.Exit(1); //", "*/ public int Evil; /*", "line\nbreak\r\u2028\u2029\u0085", "\\u0022", "</summary>&<c>",
        "class", "KnownLabels", "Equals", "ромашка", "雏菊", "🌼", "\u202Ereversed", "a-b", "a b", "a_b", "3", "\0", "@x", "#if false", "\ud800",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("Some.Where")]
    public void Hostile_labels_stay_inside_their_literals(string ns)
    {
        var settings = new ModelSettings
        {
            Name = "</c> \n */ x",
            Dataset = "photos",
            ClassName = "Flowers",
            Namespace = ns,
            LogicalName = "a\"b\\c.tflite",
            Version = "1.0.0-\"",
        };
        var code = ModelClass.Write(settings, HostileLabels, globalUsing: true, nullable: true);
        var tree = CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(tree.GetDiagnostics(TestContext.Current.CancellationToken));

        var root = tree.GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        var container = Assert.Single(root.DescendantNodes().OfType<ClassDeclarationSyntax>(), type => type.Identifier.Text == "KnownLabels");
        var constants = container.Members.Cast<FieldDeclarationSyntax>().Select(field => field.Declaration.Variables.Single()).ToArray();
        Assert.Equal(HostileLabels, constants.Select(constant => ((LiteralExpressionSyntax)constant.Initializer!.Value).Token.ValueText));
        Assert.Equal(constants.Length, constants.Select(constant => constant.Identifier.ValueText).Distinct().Count());
        Assert.DoesNotContain(constants, constant => constant.Identifier.ValueText == "KnownLabels");

        var model = Assert.Single(root.DescendantNodes().OfType<ClassDeclarationSyntax>(), type => type.Identifier.Text == "Flowers");
        Assert.Equal(["partial"], model.Modifiers.Select(modifier => modifier.Text));
        Assert.Equal(
            [
                "ModelVersion", "ModelSha256", "TrainingSetSha256", "classifier", "Flowers", "Labels", "Load", "AsImageClassifier", "Dispose",
                "Classify", "Classify", "Classify", "Classify", "ClassifyAsync", "ClassifyAsync", "ClassifyBatch", "ClassifyBatchAsync",
                "Embed", "Embed", "Embed", "Explain", "Explain", "Explain", "ToKnownLabel", "KnownLabel", "KnownLabels",
            ],
            model.Members.Select(NameOf));
        Assert.Contains(
            root.DescendantNodes().OfType<LiteralExpressionSyntax>(), literal => literal.Token.ValueText == settings.LogicalName);
    }

    [Fact]
    public void The_same_labels_produce_the_same_bytes()
    {
        var settings = new ModelSettings { Name = "Flowers", Dataset = "photos", ClassName = "Flowers", LogicalName = "Flowers.tflite" };
        Assert.Equal(ModelClass.Write(settings, HostileLabels, globalUsing: false, nullable: true), ModelClass.Write(settings, HostileLabels, globalUsing: false, nullable: true));
        Assert.DoesNotContain('\r', ModelClass.Write(settings, HostileLabels, globalUsing: false, nullable: true));
    }

    [Fact]
    public void Without_other_embedded_variants_there_is_no_Variant_enum()
    {
        var settings = Flowers([NumberFormat.Int8, NumberFormat.Float32], embedAll: false);
        var code = ModelClass.Write(settings, ["daisy"], globalUsing: false, nullable: true);
        Assert.DoesNotContain("Variant", code, StringComparison.Ordinal);
        Assert.Equal(ModelClass.Write(Flowers([NumberFormat.Float32], embedAll: true), ["daisy"], globalUsing: false, nullable: true), code);
    }

    [Fact]
    public void Each_embedded_variant_has_an_enum_member_and_a_resource_and_the_first_has_the_plain_name()
    {
        var settings = Flowers([NumberFormat.Int8, NumberFormat.Float32, NumberFormat.Dynamic, NumberFormat.Float16], embedAll: true);
        var code = ModelClass.Write(settings, ["daisy"], globalUsing: true, nullable: true);
        var tree = CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(tree.GetDiagnostics(TestContext.Current.CancellationToken));
        var root = tree.GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        var names = Assert.Single(root.DescendantNodes().OfType<EnumDeclarationSyntax>(), type => type.Identifier.Text == "Variant").Members.Select(member => member.Identifier.Text);
        Assert.Equal(["Int8", "Float32", "Dynamic", "Float16"], names);
        var arms = root.DescendantNodes().OfType<SwitchSectionSyntax>().Select(arm => arm.ToString().Trim());
        Assert.Equal(
            [
                "case Variant.Int8: return \"flowers.bin\";", "case Variant.Float32: return \"flowers.float32.bin\";",
                "case Variant.Dynamic: return \"flowers.dynamic.bin\";", "case Variant.Float16: return \"flowers.float16.bin\";",
            ],
            arms.SkipLast(1));
    }

    private static ModelSettings Flowers(IReadOnlyList<NumberFormat> quantization, bool embedAll) => new()
    {
        Name = "Flowers",
        Dataset = "photos",
        ClassName = "Flowers",
        LogicalName = "flowers.bin",
        Quantization = quantization,
        EmbedAll = embedAll,
    };

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Single().Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        _ => member.ToString(),
    };
}

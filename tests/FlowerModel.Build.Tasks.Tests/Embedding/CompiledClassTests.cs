using System.Reflection;
using FlowerModel.Build.Tasks.Embedding;
using FlowerModel.Pipeline.Settings;
using Microsoft.CodeAnalysis.CSharp;

namespace FlowerModel.Build.Tasks.Tests.Embedding;

/// <summary>The generated class as seen by the compiler and at run time.</summary>
public sealed class CompiledClassTests
{
    private static readonly string[] Labels =
    [
        "daisy", "\"; System.Environment.Exit(1); //", "*/ public int Evil; /*", "</c></summary>", "line\nbreak\r\u2028\u0085", "\\u0022", "{0}", "класс",
        "雏菊", "🌼", "\u202Ereversed", "class", "Class", "\ud800", "",
    ];

    [Fact]
    public void Every_label_is_the_value_of_its_constant()
    {
        var assembly = CompiledClass.Load(ModelClass.Write(Settings(), Labels, globalUsing: true, nullable: true));
        var constants = assembly.GetType("Some.Where.Flowers")!.GetNestedType("KnownLabels")!.GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.All(constants, constant => Assert.True(constant.IsLiteral));
        Assert.Equal(Labels, constants.OrderBy(constant => constant.MetadataToken).Select(constant => (string)constant.GetRawConstantValue()!));
    }

    [Fact]
    public void Every_label_has_an_enum_member_with_the_name_of_its_constant_and_the_value_of_its_index()
    {
        var type = CompiledClass.Load(ModelClass.Write(Settings(), Labels, globalUsing: true, nullable: true)).GetType("Some.Where.Flowers")!;
        var members = type.GetNestedType("KnownLabel")!;
        var constants = type.GetNestedType("KnownLabels")!;
        Assert.Equal(Enumerable.Range(0, Labels.Length), Enum.GetValues(members).Cast<object>().Select(member => (int)member));
        Assert.All(Labels, (label, index) => Assert.Equal(label, constants.GetField(Enum.GetName(members, index)!)!.GetRawConstantValue()));

        // The replacement of the runtime answers with index 1.
        var result = Activator.CreateInstance(type.Assembly.GetType("FlowerModel.Runtime.Classification")!);
        Assert.Equal(Enum.ToObject(members, 1), type.GetMethod("ToKnownLabel")!.Invoke(null, [result]));
    }

    [Fact]
    public void Hashes_are_constants_and_empty_without_a_model()
    {
        Assert.Equal(("", ""), Constants(null));
        Assert.Equal(("12ab", "34cd"), Constants(new ModelHashes("12ab", "34cd")));

        static (object? Model, object? TrainingSet) Constants(ModelHashes? hashes)
        {
            var type = CompiledClass.Load(ModelClass.Write(Settings(), ["daisy"], globalUsing: false, nullable: true, hashes)).GetType("Some.Where.Flowers")!;
            return (type.GetField("ModelSha256")!.GetRawConstantValue(), type.GetField("TrainingSetSha256")!.GetRawConstantValue());
        }
    }

    [Fact]
    public void No_member_has_a_name_that_the_class_may_have()
    {
        var settings = Settings() with { EmbedAll = true, Quantization = [NumberFormat.Int8, NumberFormat.Float32] };
        var code = ModelClass.Write(settings, ["daisy"], globalUsing: false, nullable: true, null, new ModelAccuracy(1, 1));
        var type = CompiledClass.Load(code).GetType("Some.Where.Flowers")!;
        var names = type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(member => member is not ConstructorInfo and not MethodInfo { IsSpecialName: true }).Select(member => member.Name).Distinct();
        Assert.Empty(names.Except(ModelClass.ReservedNames));
    }

    [Fact]
    public void The_class_is_internal_unless_the_project_makes_it_public_and_loads_its_resource()
    {
        var settings = Settings() with { EmbedAll = true, Quantization = [NumberFormat.Int8, NumberFormat.Float32] };
        var code = ModelClass.Write(settings, ["daisy"], globalUsing: false, nullable: true);
        var type = CompiledClass.Load(code).GetType("Some.Where.Flowers")!;
        Assert.False(type.IsPublic);
        Assert.Empty(CompiledClass.Errors(code, more: "namespace Some.Where { public partial class Flowers { } }"));

        Assert.Equal("a\"b\\c.tflite", Loaded(type.GetMethod("Load", [])!));
        var variant = type.GetNestedType("Variant")!;
        var load = type.GetMethod("Load", [variant])!;
        Assert.Equal("a\"b\\c.tflite", Loaded(load, Enum.Parse(variant, "Int8")));
        Assert.Equal("a\"b\\c.float32.tflite", Loaded(load, Enum.Parse(variant, "Float32")));

        string Loaded(MethodInfo method, params object[] arguments)
        {
            ((IDisposable)method.Invoke(null, arguments)!).Dispose();
            return (string)type.Assembly.GetType("FlowerModel.Runtime.ImageClassifier")!.GetField("Loaded")!.GetValue(null)!;
        }
    }

    [Fact]
    public void With_a_test_set_the_class_has_both_accuracies_as_constants()
    {
        var type = CompiledClass.Load(ModelClass.Write(Settings(), ["daisy"], globalUsing: false, nullable: true, accuracy: new ModelAccuracy(2 / 3.0, 1))).GetType("Some.Where.Flowers")!;
        Assert.Equal((0.6667, 1.0), (Constant("ValidationAccuracy"), Constant("TestAccuracy")));
        Assert.DoesNotContain("Accuracy", ModelClass.Write(Settings(), ["daisy"], globalUsing: false, nullable: true), StringComparison.Ordinal);

        double Constant(string name) => (double)type.GetField(name)!.GetRawConstantValue()!;
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, false, false)]
    [InlineData(LanguageVersion.CSharp8, false, true)]
    [InlineData(LanguageVersion.CSharp9, false, true)]
    [InlineData(LanguageVersion.CSharp10, true, true)]
    [InlineData(LanguageVersion.CSharp12, true, true)]
    [InlineData(LanguageVersion.Preview, true, true)]
    public void It_compiles_with_the_oldest_language_version_that_supports_its_features(LanguageVersion version, bool globalUsing, bool nullable)
    {
        var settings = Settings() with { EmbedAll = true, Quantization = [NumberFormat.Float32, NumberFormat.Float16] };
        Assert.Empty(CompiledClass.Errors(ModelClass.Write(settings, Labels, globalUsing, nullable), version));
    }

    [Fact]
    public void The_global_using_makes_the_class_visible_and_leaves_other_names_of_its_namespace_alone()
    {
        const string Code = """
            using Other;
            class Program { static object Open() => Flowers.Load(); Garden garden = new Garden(); }
            namespace Other { public class Garden { } }
            namespace Some.Where { public class Garden { } }
            """;
        Assert.Empty(CompiledClass.Errors(ModelClass.Write(Settings(), Labels, globalUsing: true, nullable: true), more: Code));
        Assert.Contains("CS0103", Assert.Single(CompiledClass.Errors(ModelClass.Write(Settings(), Labels, globalUsing: false, nullable: true), more: Code)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_with_the_name_of_its_namespace_has_no_global_using()
    {
        var settings = Settings() with { Namespace = "Flowers.App" };
        Assert.Empty(CompiledClass.Errors(
            ModelClass.Write(settings, Labels, globalUsing: true, nullable: true), more: "class Program { object Open() => Flowers.App.Flowers.Load(); }"));
    }

    private static ModelSettings Settings() => new()
    {
        Name = "</c> \n */ x",
        Dataset = "photos",
        ClassName = "Flowers",
        Namespace = "Some.Where",
        LogicalName = "a\"b\\c.tflite",
        Version = "1.0.0-\"",
    };
}

using FlowerModel.Build.Tasks.Tests.Support;
using Microsoft.Build.Framework;

namespace FlowerModel.Build.Tasks.Tests.Tasks;

/// <summary>Errors in items, and the files that the build will create for each item.</summary>
public sealed class ValidateModelsTests : IDisposable
{
    private readonly TaskProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void A_model_lists_its_files_and_one_tflite_file_per_variant()
    {
        var (task, engine) = Validate(TaskProject.Model(metadata: ["Quantization=int8;float32", "CopyToOutput=true", "LogicalName=f.bin"]));
        Assert.Empty(engine.Errors);
        var model = Assert.Single(task.Resolved);
        Assert.Equal("Flowers", model.ItemSpec);
        Assert.Equal(project["obj/FlowerModel/Flowers/Flowers.labels.txt"], model.GetMetadata("LabelsFile"));
        Assert.Equal(project["obj/FlowerModel/Flowers/Flowers.g.cs"], model.GetMetadata("ClassFile"));
        Assert.Equal(project["obj/FlowerModel/Flowers/Flowers.design.g.cs"], model.GetMetadata("DesignTimeClassFile"));
        Assert.Equal(
            [
                (project["obj/FlowerModel/Flowers/Flowers.tflite"], "Flowers.tflite", "f.bin", "true", "PreserveNewest"),
                (project["obj/FlowerModel/Flowers/Flowers.float32.tflite"], "Flowers.float32.tflite", "f.float32.bin", "false", "PreserveNewest"),
            ],
            task.Variants.Select(item => (
                item.ItemSpec,
                item.GetMetadata("OutputName"),
                item.GetMetadata("ResourceName"),
                item.GetMetadata("Embed"),
                item.GetMetadata("CopyToOutputDirectory"))));
    }

    [Theory]
    [InlineData("FLOWER1001", "Did you mean 'Epochs'?", "Epoch=5")]
    [InlineData("FLOWER1002", "Alpha=\"9\"", "Alpha=9")]
    [InlineData("FLOWER1002", "Version=\"1.x\"", "Version=1.x")]
    [InlineData("FLOWER1002", "Version=\"01.0.0\"", "Version=01.0.0")]
    [InlineData("FLOWER1004", "cannot be named 'Classify'", "ClassName=Classify")]
    [InlineData("FLOWER1004", "cannot be named 'KnownLabels'", "ClassName=KnownLabels")]
    [InlineData("FLOWER1004", "'a b' cannot be the name of a C# class", "ClassName=a b")]
    [InlineData("FLOWER1004", "'1.2' cannot be a C# namespace", "Namespace=1.2")]
    [InlineData("FLOWER1005", "has no Dataset", "Dataset=")]
    [InlineData("FLOWER1008", "InferenceInputType", "InferenceInputType=int8")]
    public void An_invalid_value_is_an_error_that_names_the_project(string code, string part, string metadata)
    {
        var (_, engine) = Validate(TaskProject.Model(metadata: metadata));
        var error = Assert.Single(engine.Errors);
        Assert.Equal((code, project.File), (error.Code, error.File));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("ends.")]
    [InlineData("con\nflict")]
    public void A_name_that_is_not_a_valid_file_name_is_rejected(string name)
    {
        var (_, engine) = Validate(TaskProject.Model(name, "ClassName=Flowers", "LogicalName=Flowers.tflite"));
        Assert.Contains(engine.Errors, error => error.Code == "FLOWER1002" && error.Message!.Contains("is not a valid FlowerModel name", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_with_the_same_name_class_resource_or_copied_file_are_reported_once_each()
    {
        var (_, engine) = Validate(
            TaskProject.Model("Flowers"),
            TaskProject.Model("flowers", "ClassName=A", "LogicalName=a"),
            TaskProject.Model("B", "ClassName=Same"),
            TaskProject.Model("C", "ClassName=same"),
            TaskProject.Model("D", "LogicalName=same.tflite"),
            TaskProject.Model("E", "LogicalName=same.tflite"),
            TaskProject.Model("F", "Quantization=float32;int8", "CopyToOutput=true"),
            TaskProject.Model("F.int8", "ClassName=FInt8", "CopyToOutput=true", "LogicalName=f"));
        Assert.All(engine.Errors, error => Assert.Equal("FLOWER1003", error.Code));
        Assert.Equal(
            ["name 'Flowers'", "class 'App.Same'", "resource 'same.tflite'", "file in the output folder 'F.int8.tflite'"],
            engine.Errors.Select(error => error.Message!.Split(["2 FlowerModel items have the same ", ". Give each"], StringSplitOptions.None)[1]));
    }

    [Fact]
    public void The_same_class_name_in_two_namespaces_is_not_a_collision()
    {
        var (_, engine) = Validate(TaskProject.Model("A", "ClassName=Same", "Namespace=One"), TaskProject.Model("B", "ClassName=Same", "Namespace=Two"));
        Assert.Empty(engine.Errors);
    }

    [Fact]
    public void Another_language_causes_a_warning_that_there_is_no_class()
    {
        project.Context.SetMetadata("Language", "F#");
        var (_, engine) = Validate(TaskProject.Model());
        var warning = Assert.Single(engine.Warnings);
        Assert.Equal(("FLOWER1007", project.File), (warning.Code, warning.File));
    }

    [Fact]
    public void A_design_time_build_reports_nothing_and_omits_models_without_a_valid_class()
    {
        var (task, engine) = Validate(
            [TaskProject.Model(metadata: "Alpha=9"), TaskProject.Model("Classify"), TaskProject.Model("a b"), TaskProject.Model("FLOWERS")], designTime: true);
        Assert.Empty(engine.Errors);
        Assert.Equal(["Flowers"], task.Resolved.Select(item => item.ItemSpec));
    }

    [Fact]
    public void Metadata_that_MSBuild_adds_to_items_is_ignored()
    {
        var (_, engine) = Validate(TaskProject.Model(metadata: ["MSBuildSourceProjectFile=a.csproj", "MSBuildSourceTargetName=Build"]));
        Assert.Empty(engine.Errors);
    }

    [Theory]
    [InlineData("my-app", "my_app")]
    [InlineData("1st.class.app", "_1st._class.app")]
    [InlineData("a..b", "a.b")]
    public void An_invalid_root_namespace_is_corrected_as_in_dotnet_new(string rootNamespace, string expected)
    {
        project.Context.SetMetadata("RootNamespace", rootNamespace);
        var (_, engine) = Validate(TaskProject.Model("A", "ClassName=X"), TaskProject.Model("B", "ClassName=x"));
        Assert.Contains($"the same class '{expected}.X'", Assert.Single(engine.Errors).Message, StringComparison.Ordinal);
    }

    private (FlowerModelValidateModels Task, RecordingEngine Engine) Validate(params ITaskItem[] models) => Validate(models, designTime: false);

    private (FlowerModelValidateModels Task, RecordingEngine Engine) Validate(ITaskItem[] models, bool designTime)
    {
        var task = new FlowerModelValidateModels { Models = models, Context = project.Context, DesignTime = designTime };
        var (succeeded, engine) = TaskProject.Run(task);
        Assert.Equal(engine.Errors.Count == 0, succeeded);
        return (task, engine);
    }
}

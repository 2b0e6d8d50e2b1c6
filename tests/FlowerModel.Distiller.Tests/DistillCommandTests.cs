using FlowerModel.Distiller.Settings;

namespace FlowerModel.Distiller.Tests;

/// <summary>The command line, without any training.</summary>
public class DistillCommandTests
{
    private static readonly string[] Required = ["--teacher", "teacher.h5", "--images", "photos", "more", "--work", "work", "--output", "base.h5"];

    [Fact]
    public void Omitted_options_have_the_defaults_of_the_recipe()
    {
        var arguments = DistillCommand.Create().Parse(Required);

        Assert.Empty(arguments.Errors);
        var options = DistillArguments.OptionsOf(arguments);
        Assert.Equal((0.35, 128, 1.0, 224), (options.Student.Alpha, options.Student.ImageSize, options.Teacher.Alpha, options.Teacher.ImageSize));
        Assert.Equal(new DistillationOptions { Student = options.Student, Teacher = options.Teacher }, options);
        Assert.Equal(["photos", "more"], arguments.GetRequiredValue(DistillArguments.Images).Select(folder => folder.Name));
    }

    [Theory]
    [InlineData("--leave-out", "1")]
    [InlineData("--leave-out", "-0.1")]
    [InlineData("--views", "0")]
    [InlineData("--epochs", "0")]
    [InlineData("--batch-size", "0")]
    public void A_value_out_of_range_is_an_error_that_names_the_option(string option, string value)
    {
        var error = Assert.Single(DistillCommand.Create().Parse([.. Required, option, value]).Errors);

        Assert.StartsWith(option, error.Message, StringComparison.Ordinal);
    }
}

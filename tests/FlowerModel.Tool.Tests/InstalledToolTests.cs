using System.IO.Compression;
using FlowerModel.Testing;
using FlowerModel.Tool.Tests.Support;

namespace FlowerModel.Tool.Tests;

/// <summary>The command after <c>dotnet tool install</c>, as users run it.</summary>
[Trait("Speed", "Slow")]
public sealed class InstalledToolTests(InstalledTool tool, NearestMean classifier) : IClassFixture<InstalledTool>
{
    [Fact]
    public void The_package_is_small_and_contains_no_native_files_and_no_tensor_engine()
    {
        Assert.True(new FileInfo(tool.Package).Length < 3_000_000, $"{new FileInfo(tool.Package).Length} bytes");
        using var package = ZipFile.OpenRead(tool.Package);
        var files = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("tools/net10.0/any/FlowerModel.Tool.dll", files);
        Assert.Contains("tools/net10.0/any/FlowerModel.Conversion.dll", files);
        Assert.DoesNotContain(files, name => Path.GetExtension(name) is ".so" or ".dylib" or ".pdb");
        Assert.DoesNotContain("tools/net10.0/any/FlowerModel.Tool.xml", files);
        Assert.DoesNotContain(files, name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(files, name => name.Contains("runtimes/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_installed_command_inspects_a_real_model()
    {
        var path = ReferenceData.Tflite("mobilenet_v2_int8.tflite");
        var table = tool.Run("inspect", path);
        Assert.Equal(0, table.ExitCode);
        Assert.Empty(table.Errors);
        Assert.DoesNotContain('\e', table.Output);
        Assert.Contains("int8", table.Line("Number format"), StringComparison.Ordinal);
        Assert.Equal(35, (int?)tool.Run("inspect", path, "--json").Json["operatorCounts"]!["CONV_2D"]);
    }

    [Fact]
    public void The_installed_command_converts_and_evaluates()
    {
        using var folder = new TemporaryFolder();
        var converted = tool.Run("convert", classifier.Weights, "-o", folder["Flowers.tflite"], "--image-size", "128", "--quantization", "dynamic,none");
        Assert.True(converted.ExitCode == 0, converted.Errors);

        var truth = NearestMean.Labels.SelectMany(label => NearestMean.Unseen(label, 3).Select(image => (label, image))).ToArray();
        foreach (var (label, image) in truth)
        {
            Directory.CreateDirectory(folder["images", label]);
            File.Copy(image, folder["images", label, Path.GetFileName(image)]);
        }

        var report = tool.Run("evaluate", folder["Flowers.float32.tflite"], folder["images"], "--against", folder["Flowers.tflite"], "--json").Json;
        Assert.Equal(truth.Length, (int?)report["images"]);
        Assert.Equal(truth.Count(pair => classifier.AnswerTo(pair.image) == pair.label), (int?)report["correct"]);
        Assert.InRange((int)report["against"]!["flips"]!, 0, 3);
    }

    [Fact]
    public void The_installed_command_reports_errors_on_standard_error_with_exit_code_1()
    {
        var result = tool.Run("inspect", "missing.tflite");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith("missing.tflite: error FLOWER7001: ", result.Errors, StringComparison.Ordinal);

        Assert.Equal(1, tool.Run("inspekt").ExitCode);
    }

    [Fact]
    public void Help_lists_the_commands()
    {
        var help = tool.Run("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("flowermodel [command]", help.Output, StringComparison.Ordinal);
        foreach (var command in new[] { "inspect", "convert", "evaluate", "compare" }) Assert.Contains("\n  " + command, help.Output, StringComparison.Ordinal);
    }
}

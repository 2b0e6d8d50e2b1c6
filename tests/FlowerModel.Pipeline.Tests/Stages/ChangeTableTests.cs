using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FlowerModel.Testing;

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>
/// The table in <c>docs/results.md</c> of what a change costs: for each of its rows, the change is made and the stages that run and the number of images that
/// go through the base are compared with the row. <c>bench/changes.sh</c> makes the same changes in real builds.
/// </summary>
[Collection(FakeTrainerTests.Name)]
public sealed class ChangeTableTests : IDisposable
{
    private const string Heading = "| change | stages that run | images through the base |";

    private readonly FakeTrainerProject project = new();
    private string settings = "settings";
    private int images;

    public ChangeTableTests() => project.Progressed = line =>
    {
        var words = line.Split(' ');
        if (words.Length > 4 && words[2] == "extraction") images += int.Parse(words[4], CultureInfo.InvariantCulture);
    };

    public static TheoryData<string, string, int> Rows
    {
        get
        {
            var lines = File.ReadAllLines(Path.Combine(ReferenceData.RepositoryRoot, "docs", "results.md"));
            var first = Array.FindIndex(lines, line => line.StartsWith(Heading, StringComparison.Ordinal));
            var rows = new TheoryData<string, string, int>();
            foreach (var line in lines.Skip(first + 2).TakeWhile(line => line.StartsWith('|')))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                rows.Add(cells[1], cells[2], int.Parse(cells[3], CultureInfo.InvariantCulture));
            }

            return rows;
        }
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public void The_table_has_every_change() => Assert.Equal(Changes.Keys.Order(), Rows.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_change_runs_what_the_table_says(string change, string stages, int throughTheBase)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && change.Contains("size and date kept", StringComparison.Ordinal), "Windows' change times are not read");
        project.BuildChanges(settings);
        images = 0;
        Changes[change](this);
        var started = project.BuildChanges(settings).Started ?? [];
        Assert.Equal((stages, throughTheBase), (started.Length == 0 ? "none" : string.Join(", ", started), images));
        Assert.Null(project.BuildChanges(settings).Started);
    }

    private static Dictionary<string, Action<ChangeTableTests>> Changes { get; } = new(StringComparer.Ordinal)
    {
        ["nothing"] = static _ => { },
        ["one training image added"] = static test => test.Add(isForValidation: false),
        ["one validation image added"] = static test => test.Add(isForValidation: true),
        ["one image removed"] = static test => File.Delete(test.Image("daisy", 3)),
        ["one image renamed"] = static test => File.Move(test.Image("daisy", 3), test.Image("daisy", 99)),
        ["one image moved to another class"] = static test => File.Move(test.Image("daisy", 3), test.Image("roses", 99)),
        ["one image replaced by an older file of the same size"] = static test =>
        {
            test.Replace();
            File.SetLastWriteTimeUtc(test.Image("daisy", 3), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        },
        ["one image replaced, size and date kept"] = static test =>
        {
            var date = File.GetLastWriteTimeUtc(test.Image("daisy", 3));
            test.Replace();
            File.SetLastWriteTimeUtc(test.Image("daisy", 3), date);
        },
        ["`Epochs` changed"] = static test => test.Set("Epochs", "3"),
        ["`FineTuneLearningRate` changed"] = static test => test.Set("FineTuneLearningRate", "0.01"),
        ["`Version` changed"] = static test => test.Set("Version", "2.0.0"),
        ["`MinAccuracy` changed"] = static test => test.Set("MinAccuracy", "0.1"),
        ["a comment in the project file"] = static _ => { }, // it is no part of the settings
        ["`git checkout` that touches every image"] = static test => test.Touch(DateTime.UtcNow),
        ["image dates in the future"] = static test => test.Touch(DateTime.UtcNow.AddYears(1)),
        ["another branch and back"] = static test =>
        {
            test.Add(isForValidation: false);
            test.project.BuildChanges(test.settings);
            test.images = 0;
            File.Delete(test.project["photos", "daisy", "added.jpg"]);
        },
        ["`dotnet clean`, or `obj` deleted"] = static test => Directory.Delete(test.project[test.project.State], recursive: true),
        ["fresh clone, cache kept"] = static test =>
        {
            test.Touch(DateTime.UtcNow);
            test.project.State = "another clone";
        },
        ["fresh clone, empty cache"] = static test =>
        {
            test.project.State = "another clone";
            test.project.Cache = "another cache";
        },
    };

    private string Image(string label, int number) => project["photos", label, $"{number:00}.jpg"];

    private void Replace() => project.WriteImage("photos/daisy/03.jpg", "photos/daisy/xx.jpg");

    private void Set(string name, string value)
    {
        project.Metadata[name] = value;
        settings = $"settings with {name}";
    }

    private void Touch(DateTime date)
    {
        foreach (var image in Directory.GetFiles(project["photos"], "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(image, date);
    }

    // An image's hash decides on which side it is.
    private void Add(bool isForValidation)
    {
        for (var i = 0; ; i++)
        {
            var content = $"added {i}";
            var share = SHA256.HashData(Encoding.UTF8.GetBytes(content))[0] / 256.0;
            if (isForValidation ? share is < 0.15 : share is > 0.25)
            {
                project.WriteImage("photos/daisy/added.jpg", content);
                return;
            }
        }
    }
}

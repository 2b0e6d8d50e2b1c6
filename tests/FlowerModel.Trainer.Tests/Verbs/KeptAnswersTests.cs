using FlowerModel.Pipeline.Artifacts;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Testing;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

public sealed class KeptAnswersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static Dictionary<string, float[]> Two => new() { ["b1"] = [0.1f, 0.9f], ["a2"] = [1 / 3f, 2 / 3f] };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Answers_are_known_in_the_next_evaluation_of_the_same_model_only()
    {
        Assert.Equal(0, Add(Two));
        Assert.Equal(Two, Open().Known);
        Assert.Empty(Open(model: "other").Known);
    }

    [Fact]
    public void New_answers_are_added_to_those_of_other_images()
    {
        Add(Two);
        Assert.Equal(1, Add(new() { ["b1"] = [0.1f, 0.9f], ["c3"] = [0, 1] }));
        Assert.Equal(["a2", "b1", "c3"], Open().Known.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_damaged_file_counts_as_missing_whichever_byte_is_damaged()
    {
        Add(Two);
        var file = Assert.Single(Directory.GetFiles(folder["answers"]));
        var bytes = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            File.WriteAllBytes(file, bytes);
            Assert.Empty(Open().Known);
            bytes[i] ^= 1;
        }

        foreach (var damaged in (byte[][])[bytes[..^1], bytes[..(bytes.Length / 2)], [], new byte[bytes.Length]])
        {
            File.WriteAllBytes(file, damaged);
            Assert.Empty(Open().Known);
        }

        Assert.Equal(0, Add(Two));
        Assert.Equal(Two, Open().Known);
    }

    [Fact]
    public void Nothing_is_kept_without_a_folder()
    {
        var answers = KeptAnswers.Open(Request("model") with { AnswersDirectory = "" });
        Assert.Equal(0, Add(answers, Two));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullName));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_does_not_fail_the_evaluation()
    {
        File.WriteAllText(folder["answers"], "a file in the folder's place");
        Assert.Equal(0, Add(Two));
        Assert.Empty(Open().Known);
    }

    private int Add(Dictionary<string, float[]> scores) => Add(Open(), scores);

    private static int Add(KeptAnswers answers, Dictionary<string, float[]> scores)
    {
        foreach (var (image, score) in scores) answers.Known[image] = score;
        return answers.Save(scores.Keys);
    }

    private KeptAnswers Open(string model = "model") => KeptAnswers.Open(Request(model));

    private TrainerRequest Request(string model) => new()
    {
        Model = "Flowers",
        OutputDirectory = folder["out"],
        AnswersDirectory = folder["answers"],
        InputHashes = new Dictionary<string, string> { [ArtifactNames.Model] = model },
    };
}

namespace FlowerModel.Pipeline.Tests.Stages;

/// <summary>What runs after one setting changes in a project that was built before. Each case restores the project.</summary>
[Collection(FakeTrainerTests.Name)]
public sealed class MetadataChangeTests(MetadataChangeTests.BuiltProject built) : IClassFixture<MetadataChangeTests.BuiltProject>
{
    private const string All = "features train fine-tune convert evaluate report";

    private readonly FakeTrainerProject project = built.Project;

    public static TheoryData<string, string, string> MetadataChanges => new()
    {
        { "ImageSize", "192", All },
        { "Head", "conv", All },
        { "FineTuneFrom", "120", "features fine-tune convert evaluate report" },
        { "FineTuneEpochs", "0", All },
        { "Views", "2", "features fine-tune convert evaluate report" },
        { "Mixup", "0.1", "fine-tune convert evaluate report" },
        { "Effort", "thorough", "features fine-tune convert evaluate report" },
        { "Recipe", "tutorial", All },
        { "Epochs", "11", "train fine-tune convert evaluate report" },
        { "Seed", "2", All },
        { "ValidationSplit", "0.5", "features train fine-tune convert evaluate report" },
        { "Split", "keras", "features train fine-tune convert evaluate report" },
        { "FineTuneLearningRate", "0.0001", "fine-tune convert evaluate report" },
        { "Version", "2.0.0", "convert evaluate report" },
        { "Author", "A gardener", "convert evaluate report" },
        { "Quantization", "int8", "quantize int8 evaluate int8 report" },
        { "Export", "onnx", "export float32" },
        { "EmbedAll", "true", "" },
        { "MaxModelSize", "1MB", "" },
        { "MinAccuracy", "0.1", "" },
        { "MinClassRecall", "0.1", "" },
        { "MaxRegression", "100", "" },
        { "ClassName", "Roses", "" },
        { "LogicalName", "x.bin", "" },
    };

    [Theory]
    [MemberData(nameof(MetadataChanges))]
    public void A_changed_setting_runs_the_first_stage_that_it_affects_and_all_later_ones(string name, string value, string expected)
    {
        project.Metadata[name] = value;
        try
        {
            Assert.Equal(expected, Build());
        }
        finally
        {
            project.Metadata.Remove(name);
        }

        Assert.Equal("", Build());
    }

    private string Build() => string.Join(' ', project.Build());

    /// <summary>The project that all cases use.</summary>
    public sealed class BuiltProject : IDisposable
    {
        /// <summary>Builds the project once.</summary>
        public BuiltProject() => Project.Build();

        internal FakeTrainerProject Project { get; } = new();

        /// <summary>Deletes the project.</summary>
        public void Dispose() => Project.Dispose();
    }
}

namespace FlowerModel.Build.Tasks.Tests.Support;

/// <summary>Tests that start the fake trainer run one after another, since its behavior is set by the environment.</summary>
[CollectionDefinition(Name)]
public sealed class TrainerStarts
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Fake trainer";

    /// <summary>The variable that says how the trainer behaves.</summary>
    public const string Behavior = "FLOWERMODEL_FAKE_TRAINER";
}

namespace FlowerModel.Build.Tasks.Tests.Support;

/// <summary>Tests that start the fake trainer run one after another, because environment variables control its behavior.</summary>
[CollectionDefinition(Name)]
public sealed class TrainerStarts
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Fake trainer";

    /// <summary>The environment variable that controls the behavior of the trainer.</summary>
    public const string Behavior = "FLOWERMODEL_FAKE_TRAINER";
}

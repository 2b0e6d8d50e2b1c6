namespace FlowerModel.Trainer.Verbs;

/// <summary>Every verb, in the order of the data.</summary>
internal static class VerbList
{
    public static IReadOnlyList<IVerb> All { get; } =
    [
        new DatasetVerb(), new FetchWeightsVerb(), new FeaturesVerb(), new TrainVerb(), new FineTuneVerb(), new ConvertVerb(), new QuantizeVerb(),
        new EvaluateVerb(),
    ];
}

using FlowerModel.Pipeline.Stages;
using FlowerModel.Pipeline.Trainer;
using FlowerModel.Trainer.Verbs;

namespace FlowerModel.Trainer.Tests.Verbs;

public sealed class VerbListTests
{
    [Fact]
    public void Every_stage_has_a_verb_and_the_only_other_verb_fetches_weights() => Assert.Equal(
        StageCatalog.All.Select(stage => stage.Name).Append(TrainerVerbs.FetchWeights).Order(StringComparer.Ordinal),
        VerbList.All.Select(verb => verb.Name).Order(StringComparer.Ordinal));
}

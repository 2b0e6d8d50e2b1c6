using FlowerModel.Networks.Layers;
using FlowerModel.Training.Graphs;
using FlowerModel.Training.Tests.Judge;

namespace FlowerModel.Training.Tests.Layers;

public sealed class DropoutTests
{
    [Fact]
    public void A_share_is_cleared_and_the_gradient_follows_the_same_values()
    {
        var trial = new Trial([new DropoutLayer("dropout", "input", 0.25)], new FeatureShape(1, 1, 1000), 9, new GraphOptions());
        var results = trial.Run();
        var cleared = 0;
        for (var i = 0; i < trial.Inputs.Length; i++)
        {
            var isCleared = results["output"][i] == 0;
            if (isCleared) cleared++;
            Assert.Equal(isCleared ? 0 : trial.Inputs[i] / 0.75f, results["output"][i], 1e-5f);
            Assert.Equal(isCleared ? 0 : trial.Targets[i] / 9 / 0.75f, results["input"][i], 1e-5f);
        }

        Assert.InRange(cleared, 2250 - 165, 2250 + 165); // four standard deviations
        Assert.NotEqual(results["output"][..1000].Select(value => value == 0), results["output"][1000..2000].Select(value => value == 0));
    }
}

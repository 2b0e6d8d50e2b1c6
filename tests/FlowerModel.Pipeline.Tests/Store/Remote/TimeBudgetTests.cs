using FlowerModel.Pipeline.Store.Remote;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

public sealed class TimeBudgetTests
{
    private readonly TimeBudget budget = new(TimeSpan.FromSeconds(5));

    [Fact]
    public void Healthy_requests_cost_nothing()
    {
        for (var i = 0; i < 1000; i++) budget.Charge(TimeSpan.FromSeconds(0.2), 100);
        budget.Charge(TimeSpan.FromSeconds(40), 10 << 20);
        Assert.Equal(TimeSpan.FromSeconds(5), budget.Left);
    }

    [Fact]
    public void Slow_answers_use_up_the_budget_of_the_whole_build()
    {
        for (var i = 0; i < 4; i++) budget.Charge(TimeSpan.FromSeconds(1.25), 0);
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Left);
        budget.Charge(TimeSpan.FromSeconds(60), 0);
        Assert.Equal(TimeSpan.Zero, budget.Left);
    }
}

using FlowerModel.Networks;
using FlowerModel.Trainer.Network;

namespace FlowerModel.Trainer.Tests.Network;

public class TapTests
{
    [Theory]
    [InlineData("100", "block_10_project_BN")]
    [InlineData("block_11", "block_10_project_BN")]
    [InlineData("block_13_pad", "block_12_add")]
    [InlineData("0", "input_1")]
    [InlineData("expanded_conv", "Conv1_relu")]
    [InlineData("Conv1", "input_1")]
    [InlineData("154", "block_16_project_BN")]
    public void The_tap_for_a_layer_is_the_boundary_before_its_block(string from, string tap) =>
        Assert.Equal(tap, Tap.Before(NetworkCatalog.Default, from).Name);
}

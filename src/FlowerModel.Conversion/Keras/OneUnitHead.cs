namespace FlowerModel.Conversion.Keras;

/// <summary>Heads of one unit, which distinguish two classes: the unit's score is that of the second class.</summary>
public static class OneUnitHead
{
    /// <summary>
    /// Returns the same head with one output per class. The first has the unit's weights with their signs changed: with a sigmoid its score is 1 minus
    /// that of the second, without an activation function it is minus that of the second.
    /// </summary>
    /// <param name="head">A head of one unit that ends in a sigmoid or without an activation function.</param>
    /// <returns>The head; null if it has another end.</returns>
    public static KerasHead? WithBothClasses(KerasHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var index = head.Layers.Count - 1;
        if (head.Layers[index] is ActivationHeadLayer) index--;
        if (head is not { Classes: 1, Activation: HeadActivation.Sigmoid or HeadActivation.Linear }) return null;
        if (index < 0 || head.Layers[index] is not DenseHeadLayer { Activation: HeadActivation.Sigmoid or HeadActivation.Linear } dense) return null;
        var kernel = new KerasTensor(dense.Kernel.Name, [dense.Kernel.Shape[0], 2], [.. dense.Kernel.Values.SelectMany(value => (float[])[-value, value])]);
        var both = dense with { Kernel = kernel, Bias = [-dense.Bias[0], dense.Bias[0]] };
        return head with { Layers = [.. head.Layers.Take(index), both, .. head.Layers.Skip(index + 1)], Classes = 2 };
    }
}

namespace FlowerModel.Networks;

/// <summary>The networks there are.</summary>
public static class NetworkCatalog
{
    /// <summary>All networks; the first is the default.</summary>
    public static IReadOnlyList<NetworkDescription> All { get; } = [MobileNetV2.Description, MobileNetV1.Description];

    /// <summary>The network of settings that name none.</summary>
    public static NetworkDescription Default => All[0];

    /// <summary>The network with a name, in any case; null where there is none.</summary>
    /// <param name="name">Its <see cref="NetworkDescription.Name"/>.</param>
    public static NetworkDescription? Find(string name) => All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The network with a key.</summary>
    /// <param name="key">Its <see cref="NetworkDescription.Key"/>.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static NetworkDescription OfKey(string key) => All.FirstOrDefault(network => network.Key == key)
        ?? throw new ArgumentException($"there is no network with the key {key}", nameof(key));
}

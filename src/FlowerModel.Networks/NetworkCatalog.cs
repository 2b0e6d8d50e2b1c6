namespace FlowerModel.Networks;

/// <summary>The available networks: every class of this assembly with a static <c>Description</c>.</summary>
public static class NetworkCatalog
{
    /// <summary>The network that is used if settings do not name one.</summary>
    public static NetworkDescription Default { get; } = MobileNetV2.Description;

    /// <summary>All networks: the default one, then the others by name.</summary>
    public static IReadOnlyList<NetworkDescription> All { get; } =
    [
        Default,
        .. typeof(NetworkCatalog).Assembly.GetTypes()
            .Select(type => type.GetProperty("Description", typeof(NetworkDescription))?.GetValue(null))
            .OfType<NetworkDescription>()
            .Where(network => network != Default)
            .OrderBy(network => network.Name, StringComparer.Ordinal),
    ];

    /// <summary>Returns the network with a name, ignoring case; null if there is none.</summary>
    /// <param name="name">Its <see cref="NetworkDescription.Name"/>.</param>
    public static NetworkDescription? Find(string name) => All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the network with a key.</summary>
    /// <param name="key">Its <see cref="NetworkDescription.Key"/>.</param>
    /// <exception cref="ArgumentException">No network has the key.</exception>
    public static NetworkDescription OfKey(string key) => All.FirstOrDefault(network => network.Key == key)
        ?? throw new ArgumentException($"there is no network with the key {key}", nameof(key));
}

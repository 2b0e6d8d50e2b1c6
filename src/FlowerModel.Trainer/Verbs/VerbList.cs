namespace FlowerModel.Trainer.Verbs;

/// <summary>Every verb. A new one is found by itself.</summary>
internal static class VerbList
{
    public static IReadOnlyList<IVerb> All { get; } =
    [
        .. typeof(IVerb).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVerb)))
            .Select(type => (IVerb)Activator.CreateInstance(type)!)
            .OrderBy(verb => verb.Name, StringComparer.Ordinal),
    ];
}

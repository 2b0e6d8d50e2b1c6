namespace FlowerModel.Trainer.Verbs;

/// <summary>All verbs. New ones are discovered automatically.</summary>
internal static class VerbList
{
    public static IReadOnlyList<IVerb> All { get; } =
    [
        .. typeof(IVerb).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVerb)))
            .Select(type => (IVerb)Activator.CreateInstance(type)!)
            .OrderBy(verb => verb.Name, StringComparer.Ordinal),
    ];

    /// <summary>Returns the verb with a name.</summary>
    /// <exception cref="InvalidOperationException">There is none: the build and the trainer have different versions.</exception>
    public static IVerb Get(string name) => All.Single(verb => verb.Name == name);
}

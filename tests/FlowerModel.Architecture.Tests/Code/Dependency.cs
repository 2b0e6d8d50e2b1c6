namespace FlowerModel.Architecture.Tests.Code;

/// <summary>One node needs another.</summary>
/// <param name="From">The node that needs.</param>
/// <param name="To">The node that is needed.</param>
/// <param name="Reason">Where it shows, for the message.</param>
internal sealed record Dependency(string From, string To, string Reason);

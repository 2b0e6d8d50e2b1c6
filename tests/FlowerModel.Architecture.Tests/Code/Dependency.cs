namespace FlowerModel.Architecture.Tests.Code;

/// <summary>A dependency of a node on another node.</summary>
/// <param name="From">The dependent node.</param>
/// <param name="To">The node that it depends on.</param>
/// <param name="Reason">The source of the dependency, for the message.</param>
internal sealed record Dependency(string From, string To, string Reason);

namespace AccessConsole.Exploring;

/// <summary>One thing in a graph of access.</summary>
/// <param name="Kind">The kind of object, <c>deny</c>, <c>everybody</c> or <c>note</c>: how it is drawn.</param>
public sealed record GraphNode(string Id, string Label, string Kind, string? Address, int X = 0, int Y = 0);

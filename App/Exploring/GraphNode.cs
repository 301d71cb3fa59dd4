using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>One thing in a graph of access.</summary>
/// <param name="Kind">The kind of object, <c>deny</c>, <c>everybody</c>, <c>note</c> or <c>way</c>: how it is drawn.</param>
/// <param name="Object">What of the policy it is; null for what is said in words.</param>
public sealed record GraphNode(string Id, string Label, string Kind, PolicyReference? Object, int X = 0, int Y = 0)
{
    /// <summary>What is written below its name.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of a group, whether its ways are shown; null for anything else.</summary>
    public bool? IsOpen { get; init; }
}

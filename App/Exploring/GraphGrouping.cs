namespace AccessConsole.Exploring;

/// <summary>What the ways of a graph are gathered by.</summary>
public enum GraphGrouping
{
    Grant,

    /// <summary>Around a principal, the services that it comes to.</summary>
    Service,

    /// <summary>Around a service, who comes to it.</summary>
    Principal,

    Environment,
}

public static class GraphGroupings
{
    /// <summary>As addresses spell it.</summary>
    public static string Name(this GraphGrouping grouping) => grouping switch
    {
        GraphGrouping.Grant => "grant",
        GraphGrouping.Service => "service",
        GraphGrouping.Principal => "principal",
        GraphGrouping.Environment => "environment",
    };

    /// <returns>Null where it is none of these.</returns>
    public static GraphGrouping? Parse(string? text) => Enum.GetValues<GraphGrouping>().Cast<GraphGrouping?>().FirstOrDefault(g => g!.Value.Name() == text);

    /// <summary>Those that say something around a focus, the usual first.</summary>
    public static IReadOnlyList<GraphGrouping> Around(AccessFocus focus) =>
        [GraphGrouping.Grant, focus.IsService ? GraphGrouping.Principal : GraphGrouping.Service, GraphGrouping.Environment];
}

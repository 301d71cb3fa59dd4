namespace AccessConsole.Components.Pages.Simulator;

/// <summary>What is asked, as the fields and the address hold it.</summary>
public sealed record SimulatorQuery
{
    /// <summary><c>pipeline</c>, <c>workload</c>, <c>claims</c>, <c>spiffe</c> or <c>nobody</c>.</summary>
    public string Caller { get; init; } = "pipeline";

    /// <summary>The pipeline's or workload's name, the claims as JSON, or the SPIFFE ID.</summary>
    public string Identity { get; init; } = "";

    public string Branch { get; init; } = "";

    public string Tag { get; init; } = "";

    public string Source { get; init; } = "";

    public string Queue { get; init; } = "";

    public string Cluster { get; init; } = "";

    public string Step { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Service { get; init; } = "";

    public string Method { get; init; } = "GET";

    public string Path { get; init; } = "/";

    /// <summary>UTC, as a date and time field has it; empty for now.</summary>
    public string Time { get; init; } = "";

    /// <summary>Whether there is enough to ask.</summary>
    public bool IsComplete => Environment.Length > 0 && Service.Length > 0 && (Caller == "nobody" || Identity.Trim().Length > 0);

    public string Address => Addresses.Of(
        "/simulator",
        ("caller", Caller == "pipeline" ? "" : Caller), ("identity", Caller == "nobody" ? "" : Identity),
        ("branch", Branch), ("tag", Tag), ("source", Source), ("queue", Queue), ("cluster", Cluster), ("step", Step),
        ("environment", Environment), ("service", Service), ("method", Method == "GET" ? "" : Method), ("path", Path == "/" ? "" : Path), ("time", Time));
}

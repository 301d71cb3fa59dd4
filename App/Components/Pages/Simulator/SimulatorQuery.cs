using System.Globalization;
using AccessConsole.Core.Model;

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

    /// <summary>The question of a test; null for one that shows a token and a certificate, which the fields cannot hold together.</summary>
    public static SimulatorQuery? Of(DecisionRequest request)
    {
        if (request is { Claims: not null, SpiffeId: not null })
            return null;
        var (caller, identity) = request switch
        {
            { Pipeline: { } pipeline } => ("pipeline", pipeline),
            { Workload: { } workload } => ("workload", workload),
            { Claims: { } claims } => ("claims", claims),
            { SpiffeId: { } id } => ("spiffe", id),
            _ => ("nobody", ""),
        };
        return new SimulatorQuery
        {
            Caller = caller,
            Identity = identity,
            Branch = request.Branch ?? "",
            Tag = request.Tag ?? "",
            Source = request.Source ?? "",
            Queue = request.Queue ?? "",
            Cluster = request.Cluster ?? "",
            Step = request.Step ?? "",
            Environment = request.Environment,
            Service = request.Service,
            Method = request.Method,
            Path = request.Path,
            Time = request.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
        };
    }

    /// <summary>Whether there is enough to ask.</summary>
    public bool IsComplete => Environment.Length > 0 && Service.Length > 0 && (Caller == "nobody" || Identity.Trim().Length > 0);

    public string Address => Addresses.Of(
        "/simulator",
        ("caller", Caller == "pipeline" ? "" : Caller), ("identity", Caller == "nobody" ? "" : Identity),
        ("branch", Branch), ("tag", Tag), ("source", Source), ("queue", Queue), ("cluster", Cluster), ("step", Step),
        ("environment", Environment), ("service", Service), ("method", Method == "GET" ? "" : Method), ("path", Path == "/" ? "" : Path), ("time", Time));
}

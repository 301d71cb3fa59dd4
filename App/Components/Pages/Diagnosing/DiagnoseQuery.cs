namespace AccessConsole.Components.Pages.Diagnosing;

/// <summary>Which call is looked at, as the address says it. What the caller showed has no place here: addresses are kept and sent around.</summary>
public sealed record DiagnoseQuery : IAddressed
{
    /// <summary>The host that was called, with its port where it matters.</summary>
    public string Host { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Service { get; init; } = "";

    public string Method { get; init; } = "GET";

    public string Path { get; init; } = "/";

    public bool IsComplete => Host.Length > 0 || Service.Length > 0;

    public string Address => Addresses.Of(
        "/diagnose", ("host", Host), ("environment", Environment), ("service", Service), ("method", Method == "GET" ? "" : Method), ("path", Path == "/" ? "" : Path));
}

namespace AccessConsole.Telemetry;

/// <summary>Section <c>Metrics</c>: who may read <c>/metrics</c>. With neither set there is no such address: it never is anonymous on the console's own.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>An address of its own, such as <c>http://127.0.0.1:9464</c>, where metrics are read without a token.</summary>
    public string Url { get; set; } = "";

    /// <summary>At least 32 characters, or empty for none: by it metrics are read at the console's own address.</summary>
    public string Token { get; set; } = "";
}

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>The Envoy beside the puller.</summary>
internal sealed record EnvoySettings
{
    /// <summary>The binary, asked to validate what comes; null: what the puller itself knows is all that is checked.</summary>
    public string? Binary { get; init; }

    /// <summary>The host's own bootstrap, which watches the puller's directory.</summary>
    public string Config { get; init; } = "/etc/envoy/envoy.json";

    /// <summary>Envoy's admin interface, asked what Envoy runs; null: nothing proves it.</summary>
    public Uri? Admin { get; init; }
}

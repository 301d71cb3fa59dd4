namespace AccessConsole.Configuration;

/// <summary>Section <c>Console</c>: how this console behaves.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>Where the embedded database, keys of Development and the cache of bundles live.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>Loads the sample organisation once into an empty store.</summary>
    public bool Sample { get; set; }

    /// <summary>An admin API token for automation, accepted until the first admin signed in; at least 32 characters, or empty for none.</summary>
    public string BootstrapToken { get; set; } = "";

    /// <summary>Keeps the bootstrap token working after an admin signed in.</summary>
    public bool KeepBootstrapToken { get; set; }

    /// <summary>Starts a private PostgreSQL where no connection string is given; outside Development it must be asked for.</summary>
    public bool EmbeddedDatabase { get; set; }

    /// <summary>Hosts and networks that outbound fetches may reach although they are private, such as <c>10.0.0.0/8</c>.</summary>
    public IList<string> OutboundAllowed { get; init; } = [];

    /// <summary>How often issuers' keys are fetched.</summary>
    public TimeSpan IssuerKeyInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often organizations at Buildkite are listed.</summary>
    public TimeSpan BuildkiteInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Where the keys are that protect sessions and stored tokens; empty for the data directory. Replicas that share it open one another's.</summary>
    public string SessionKeyDirectory { get; set; } = "";
}

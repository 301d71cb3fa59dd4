namespace AccessConsole.Core.Model;

/// <summary>What is called.</summary>
public sealed record Service : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Service;

    public ValueMap Labels { get; init; } = ValueMap.Empty;

    public ValueList<Deployment> Deployments { get; init; }

    public Deployment? In(string environment)
    {
        foreach (var deployment in Deployments)
        {
            if (string.Equals(deployment.Environment, environment, StringComparison.Ordinal))
                return deployment;
        }

        return null;
    }
}

/// <summary>A service in one environment: where it is, what stands before it, and how strictly it is guarded.</summary>
public sealed record Deployment
{
    public static readonly TimeSpan DefaultMaxStreamDuration = TimeSpan.FromHours(1);

    public required string Environment { get; init; }

    /// <summary>Lower-case DNS names, without wildcard, port or final dot.</summary>
    public ValueList<string> Hosts { get; init; }

    /// <summary>Where the last hop forwards to; absent where no hop forwards (a mesh routes by itself).</summary>
    public string? Upstream { get; init; }

    public SpiffeId? SpiffeId { get; init; }

    public Protocol Protocol { get; init; } = Protocol.Http;

    public KubernetesWorkload? Kubernetes { get; init; }

    public ConsulService? Consul { get; init; }

    /// <summary>The engines on the way, in order.</summary>
    public ValueList<Hop> Hops { get; init; }

    public Mode Mode { get; init; } = Mode.Enforce;

    public Isolation Isolation { get; init; } = Isolation.All;

    /// <summary>Whether a caller without any credential is left alone under <see cref="Isolation.Pipelines"/>.</summary>
    public Unidentified Unidentified { get; init; } = Unidentified.Deny;

    /// <summary>Exact paths that anyone may GET.</summary>
    public ValueList<PathTemplate> Probes { get; init; }

    /// <summary>Whether anyone may ask OPTIONS on any path.</summary>
    public bool Cors { get; init; }

    public bool WebSocket { get; init; }

    public TimeSpan MaxStreamDuration { get; init; } = DefaultMaxStreamDuration;
}

public enum Protocol
{
    Http,
    Grpc,
    Tcp,
}

/// <summary>Enforce refuses what is not granted; shadow decides and records but lets everything pass.</summary>
public enum Mode
{
    Enforce,
    Shadow,
}

/// <summary>Whom the policy governs at a deployment: every caller, or pipelines only.</summary>
public enum Isolation
{
    All,
    Pipelines,
}

public enum Unidentified
{
    Deny,
    Allow,
}

public sealed record KubernetesWorkload
{
    public required string Namespace { get; init; }

    public ValueMap Selector { get; init; } = ValueMap.Empty;

    public int Port { get; init; }
}

public sealed record ConsulService
{
    public required string Service { get; init; }
}

/// <summary>An engine on the way to a deployment; every hop but the last is a gateway with a SPIFFE ID of its own.</summary>
public sealed record Hop
{
    public required Target Engine { get; init; }

    public SpiffeId? SpiffeId { get; init; }
}

/// <summary>The engines that policies are compiled for. Persisted by name: do not rename.</summary>
public enum Target
{
    Nginx,
    Opa,
    Envoy,
    Istio,
    Linkerd,
    Consul,
}

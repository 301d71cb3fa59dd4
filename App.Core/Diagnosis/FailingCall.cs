using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>A call that somebody asks about, as they know it. Token and certificate are looked at and go nowhere else.</summary>
public sealed record FailingCall
{
    /// <summary>Null where the host alone says it.</summary>
    public string? Environment { get; init; }

    /// <summary>Null where the host says it.</summary>
    public string? Service { get; init; }

    /// <summary>The DNS name that was called; null where the service is named.</summary>
    public string? Host { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>Raw, without query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>As the caller showed it, with or without <c>Bearer</c>; null where it is not at hand.</summary>
    public string? Token { get; init; }

    /// <summary>PEM, in the order in which it is sent; null where it is not at hand.</summary>
    public string? Certificate { get; init; }

    /// <summary>What <c>nginx -T</c> printed at the gateway; null where it is not at hand.</summary>
    public string? NginxConfiguration { get; init; }
}

/// <summary>What is known around the call: of the policy, and of the engines on the way.</summary>
/// <param name="Policy">In force.</param>
/// <param name="KeysOf">An issuer's keys as they are in force.</param>
/// <param name="Revision">The policy's.</param>
/// <param name="Hops">For each hop of any deployment what its engines reported.</param>
/// <param name="Now">By the clock of whoever checks.</param>
public sealed record CallSurroundings(
    Resolution.PolicySet Policy, Func<IdentityProvider, JwkSet> KeysOf, int Revision, Func<Resolution.DeploymentPolicy, ValueList<HopReports>> Hops, DateTimeOffset Now);

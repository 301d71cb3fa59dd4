using System.Runtime.CompilerServices;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>What Linkerd can see of the policy's principals: who has a certificate of its own. Worked out once for a policy's directory.</summary>
internal sealed class MeshCallers
{
    private static readonly ConditionalWeakTable<PrincipalDirectory, MeshCallers> Known = [];

    private readonly Dictionary<Principal, SpiffeId> identities = [];
    private readonly PrincipalDirectory directory;

    private MeshCallers(PrincipalDirectory directory)
    {
        this.directory = directory;
        HasTokens = directory.Providers.Any(p => p.Oidc is not null);
        foreach (var principal in directory.All)
        {
            // An ID that several share names none of them, and without a trust bundle no certificate counts.
            if (principal.SpiffeId is { } id && directory.WithSpiffeId(id).Length == 1 && directory.FindTrustDomain(id.TrustDomain)?.Spiffe?.TrustBundle is not null)
                identities.Add(principal, id);
        }
    }

    /// <summary>Whether callers may come with tokens at all.</summary>
    public bool HasTokens { get; }

    public static MeshCallers Of(PrincipalDirectory directory) => Known.GetValue(directory, static d => new MeshCallers(d));

    /// <summary>The SPIFFE ID that by itself identifies the principal; null where it is nobody to Linkerd.</summary>
    public SpiffeId? IdentityOf(Principal principal) => identities.TryGetValue(principal, out var id) ? id : null;

    /// <summary>Whether tokens name the principal too, of which Linkerd sees nothing.</summary>
    public bool HasToken(Principal principal) =>
        (principal.Pipeline?.Provider ?? principal.Workload?.Provider) is { } provider && directory.OfProvider(provider) is not null;
}

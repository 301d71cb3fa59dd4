using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Denies what no grant can make good: bad credentials, two identities on one request, requests that are executed as others.</summary>
internal sealed class CallerRules(CallerDirectory callers, DeploymentPolicy policy, IstioPlacement placement)
{
    /// <summary>Headers by which an upstream might execute another request than the one that was checked. Istio's policies remove no header, so they refuse.</summary>
    private static readonly ImmutableArray<string> Overriding =
        ["x-http-method", "x-http-method-override", "x-method-override", "x-original-method", "x-original-uri", "x-original-url", "x-rewrite-url"];

    // The spellings in use; a header's value is compared to the letter.
    private static readonly ImmutableArray<string> WebSocket = ["WebSocket", "Websocket", "websocket"];

    public IEnumerable<IstioRule> All() =>
        policy.Deployment.Protocol == Protocol.Tcp ? Certificates() : [.. Certificates(), .. Tokens(), .. TokensBesideCertificates(), .. Headers()];

    private IEnumerable<IstioRule> Certificates()
    {
        var accepted = callers.TrustDomains.Select(domain => domain + "/*").Concat(Gateway);
        yield return new IstioRule { Principals = [IstioText.Any], NotPrincipals = Values.OrNull(accepted) };
        // At a later hop the peer is the gateway or a principal: whoever shows no certificate came another way.
        if (placement.IsLaterHop)
            yield return new IstioRule { NotPrincipals = [IstioText.Any] };
    }

    private IEnumerable<string> Gateway => placement.Gateway is { } gateway ? [IstioText.Of(gateway)] : [];

    private IEnumerable<IstioRule> Tokens()
    {
        foreach (var header in TokenHeaders.Of(callers.Directory))
            yield return new IstioRule().And(IstioCondition.Header(header), IstioCondition.NoToken);
        foreach (var ambiguous in callers.AmbiguousTokens)
            yield return new IstioRule().And(ambiguous);
    }

    /// <summary>A token beside a certificate that is somebody's must name one of its owners.</summary>
    private IEnumerable<IstioRule> TokensBesideCertificates()
    {
        var ids = new OwnedIds(callers, policy, placement.Gateway);
        var hasPublicPaths = policy.AnyoneRules.Any(r => r.Effect == Effect.Allow);
        var differences = from owned in ids.Listed
                              // Whom no rule here concerns gets nothing with a token, whatever the certificate beside it.
                          from difference in hasPublicPaths || ids.IsNamed(owned) ? owned.Differences : OwnedId.AnyToken
                          select (Difference: difference, Id: IstioText.Of(owned.Id));
        // INVARIANT (rule per difference): IDs whose owners differ from a token in the same claim share a rule.
        var rules = from alike in differences.GroupBy(d => d.Difference, d => d.Id)
                    from chunk in Values.Chunks(alike)
                    select new IstioRule { Principals = chunk }.And(IstioCondition.Token).And(alike.Key.Conditions);
        return ids.Folders.IsEmpty ? rules : rules.Append(InFolders(ids));
    }

    private IstioRule InFolders(OwnedIds ids)
    {
        var beside = new IstioRule { Principals = ids.Folders, NotPrincipals = Values.OrNull(ids.Listed.Select(o => IstioText.Of(o.Id)).Concat(Gateway)) };
        return beside.And(IstioCondition.Token);
    }

    private IEnumerable<IstioRule> Headers()
    {
        foreach (var header in Overriding)
            yield return new IstioRule().And(IstioCondition.Header(header));
        yield return policy.Deployment.WebSocket
            ? new IstioRule().And(IstioCondition.Header("upgrade"), IstioCondition.HeaderIsNot("upgrade", WebSocket))
            : new IstioRule().And(IstioCondition.Header("upgrade"));
    }
}

using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
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
        var relevant = policy.NamedPrincipals().ToHashSet();
        var hasPublicPaths = policy.AnyoneRules.Any(r => r.Effect == Effect.Allow);
        var byOwners = callers.Owned.Where(o => o.Id != placement.Gateway).ToLookup(o =>
            // Whom no rule here concerns gets nothing with a token, whatever the certificate beside it.
            hasPublicPaths || o.Owners.Any(relevant.Contains) ? new Owners([.. TokensOf(o)]) : Owners.WithoutToken);
        // INVARIANT (rule per difference): IDs whose owners differ from a token in the same claim share a rule.
        return from difference in byOwners.SelectMany(owners => owners.Key.Differences().Select(d => (Difference: d, Ids: owners)))
               group difference.Ids by difference.Difference into alike
               from ids in Values.Chunks(alike.SelectMany(g => g).Select(o => IstioText.Of(o.Id)))
               select new IstioRule { Principals = ids }.And(IstioCondition.Token).And(alike.Key.Condition is { } condition ? [condition] : []);
    }

    /// <summary>None too where the owners' tokens differ in more than their last claim: then no token counts beside the certificate.</summary>
    private IEnumerable<TokenName> TokensOf(OwnedId owned) => IsTogether(callers, owned) ? callers.NamesOf(owned.Owners) : [];

    /// <summary>Whether "one of the owners" is a single list of claims: their tokens differ in their last claim only.</summary>
    public static bool IsTogether(CallerDirectory callers, OwnedId owned) => TokenName.Together(callers.NamesOf(owned.Owners)).Count() <= 1;

    private IEnumerable<IstioRule> Headers()
    {
        foreach (var header in Overriding)
            yield return new IstioRule().And(IstioCondition.Header(header));
        yield return policy.Deployment.WebSocket
            ? new IstioRule().And(IstioCondition.Header("upgrade"), IstioCondition.HeaderIsNot("upgrade", WebSocket))
            : new IstioRule().And(IstioCondition.Header("upgrade"));
    }

    /// <summary>The owners of a SPIFFE ID by what their tokens say.</summary>
    private sealed record Owners(ValueList<TokenName> Names)
    {
        public static readonly Owners WithoutToken = new(ValueList.Create<TokenName>([]));

        /// <summary>How a token may differ from all of theirs; without one of their own, any token does.</summary>
        public IEnumerable<Difference> Differences()
        {
            if (Names.Count == 0)
                return [new Difference("", [])];
            var first = Names[0];
            return
            [
                new Difference(ClaimNames.Issuer, [first.Issuer]),
                .. first.Claims.Take(first.Claims.Count - 1).Select(c => new Difference(c.Key, [c.Value])),
                new Difference(first.Claims[^1].Key, [.. Values.Sorted(Names.Select(n => n.Claims[^1].Value))]),
            ];
        }
    }

    /// <summary>A claim that says none of the values; of no name where there is nothing to differ from.</summary>
    private sealed record Difference(string Claim, ValueList<string> Expected)
    {
        public IstioCondition? Condition => Claim.Length == 0 ? null : IstioCondition.ClaimIsNot(Claim, Expected);
    }
}

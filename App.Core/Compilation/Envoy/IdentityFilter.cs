using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// The filter, one for all services, that refuses a token beside a certificate of somebody else. It stands before the rules, which then
/// need not know every certificate for every caller.
/// </summary>
internal static class IdentityFilter
{
    public const string Name = "access.identity";

    private static readonly Step Agrees = Step.Allow("identity");

    public static JsonObject Of(PrincipalDirectory directory)
    {
        // Without issuers there are no tokens to disagree.
        var owners = directory.All.Where(p => p.SpiffeId is not null && directory.Providers.Any(i => i.Oidc is not null)).GroupBy(p => p.SpiffeId!.Value.Text, StringComparer.Ordinal);
        var root = Step.Lookup(Inputs.UriNames.ToJson, owners.Select(group => KeyValuePair.Create(group.Key, OwnedBy(directory, [.. group]))), Agrees);
        return Extension.Of(Name, RulesFilter.Message, new JsonObject { ["matcher"] = root.ToMatcher() });
    }

    private static Step OwnedBy(PrincipalDirectory directory, Principal[] owners) => Step.Lookup(
        TokenFilter.Issuer.ToJson,
        directory.Providers.Where(p => p.Oidc is not null).Select(provider => KeyValuePair.Create(
            provider.Oidc!.Issuer,
            Step.FirstOf([(Predicate.Any(owners.Select(owner => Names(provider, owner))), Agrees)], Step.Deny("ambiguous_identity")))),
        Agrees);

    /// <summary>Whether the token names the principal.</summary>
    private static Predicate Names(IdentityProvider provider, Principal principal)
    {
        if (principal.Workload is { } workload)
            return workload.Provider == provider.Name ? CallerTree.Names(workload) : Predicate.Never;
        if (principal.Pipeline is not { } pipeline || pipeline.Provider != provider.Name)
            return Predicate.Never;
        var claims = TokenFilter.NamingClaims(provider.Oidc!.IdentifyBy);
        return CallerTree.NamesOf(pipeline, provider.Oidc.IdentifyBy) is { } names
            ? Predicate.All(Inputs.Claim(claims.Organization).Is(names.Organization), Inputs.Claim(claims.Pipeline).Is(names.Pipeline))
            : Predicate.Never;
    }
}

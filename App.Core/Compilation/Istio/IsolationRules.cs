using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Allows the callers that isolation leaves alone, whatever they ask for.</summary>
internal static class IsolationRules
{
    public static IEnumerable<IstioRule> Of(CallerDirectory callers, Deployment deployment, IstioPlacement placement)
    {
        if (deployment.Isolation == Isolation.All)
            return [];
        var left = new List<IstioRule> { new() { Principals = [IstioText.Any], NotPrincipals = Values.OrNull(Governed(callers, placement)) } };
        if (deployment.Unidentified == Unidentified.Allow)
            left.AddRange(WithoutCertificate(placement));
        return deployment.Protocol == Protocol.Tcp ? left : left.Select(rule => rule.And(IstioCondition.NoToken));
    }

    /// <summary>Pipelines' own certificates and CI's, and the gateway's, which is nobody's.</summary>
    private static IEnumerable<string> Governed(CallerDirectory callers, IstioPlacement placement)
    {
        var ci = from spiffe in callers.Directory.Providers.Select(p => p.Spiffe).OfType<SpiffeSettings>()
                 from path in spiffe.CiPaths
                 from principal in (string[])[spiffe.TrustDomain + path, $"{spiffe.TrustDomain}{path}/*"]
                 select principal;
        return placement.Gateway is { } gateway ? [.. callers.PipelinesOutsideCi, .. ci, IstioText.Of(gateway)] : callers.PipelinesOutsideCi.Concat(ci);
    }

    /// <summary>Without a certificate of its own: at a later hop that is a request which the gateway forwards.</summary>
    private static IEnumerable<IstioRule> WithoutCertificate(IstioPlacement placement)
    {
        if (!placement.IsLaterHop)
            yield return new IstioRule { NotPrincipals = [IstioText.Any] };
        else if (placement.Gateway is { } gateway)
            yield return new IstioRule { Principals = [IstioText.Of(gateway)] };
    }
}

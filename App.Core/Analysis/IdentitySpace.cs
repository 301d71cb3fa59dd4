using System.Runtime.CompilerServices;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// The claims that a token can hold besides those of its identity without naming somebody else. Mostly all: it takes a workload that is known by
/// a claim which conditions read, such as <c>build_branch</c>, to narrow it.
/// </summary>
internal static class IdentitySpace
{
    private static readonly ConditionalWeakTable<ProviderPrincipals, Principal[]> Narrowing = [];

    /// <summary>The claims that the identity itself fixes.</summary>
    public static Diagram Fixed(IdentityRef identity) => identity.Claims.Aggregate(
        Diagram.Everything, (space, claim) => ClaimDimensions.Of(claim.Key) is { } dimension ? space.And(Equal(dimension, claim.Value)) : space);

    /// <summary>Those, without the tokens that name one of the provider's workloads besides.</summary>
    public static Diagram Of(PrincipalDirectory directory, IdentityRef identity)
    {
        var space = Fixed(identity);
        if (!identity.HasToken || directory.FindIssuer(identity.Issuer!) is not { } provider || directory.OfProvider(provider.Name) is not { } principals)
            return space;
        return Narrowing.GetValue(principals, KnownByConditions).Where(w => w.Reference != identity.Principal)
            .Aggregate(space, (rest, workload) => rest.Minus(Naming(workload.Workload!.Claims, identity)));
    }

    /// <summary>The others either never are named by a token of another's identity, or always: then it is refused as it is.</summary>
    private static Principal[] KnownByConditions(ProviderPrincipals provider) =>
        [.. provider.Workloads.Where(w => w.Workload!.Claims.Keys.Any(name => ClaimDimensions.Of(name) is not null))];

    /// <summary>The claims by which a token of the identity names the workload.</summary>
    private static Diagram Naming(ValueMap claims, IdentityRef identity)
    {
        var naming = Diagram.Everything;
        foreach (var (name, value) in claims)
        {
            if (ClaimDimensions.Of(name) is { } dimension)
                naming = naming.And(Equal(dimension, value));
            else if (!identity.Claims.TryGetValue(name, out var own) || own != value)
                return Diagram.Nothing;
        }

        return naming;
    }

    private static Diagram Equal(Dimension dimension, string value) => Diagram.Of(dimension, new ClaimSet(TextSet.Exactly(value), absent: false, other: false));
}

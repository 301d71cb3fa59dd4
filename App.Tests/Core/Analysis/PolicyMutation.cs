using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Core.Analysis;

/// <summary>Random patches that keep a policy valid: of grants as drafts usually are, and of everything else that decides on access.</summary>
internal static class PolicyMutation
{
    /// <summary>The policy with one to three random changes, or another policy altogether.</summary>
    public static PolicySet Mutate(Dice dice, PolicySet policy, DateTimeOffset now)
    {
        if (dice.Chance(25))
            return PolicySet.Of(Mutate(dice, PolicyGen.Document(dice, now)));
        for (var i = dice.Below(3); i >= 0; i--)
            policy = policy.Apply(Patch(dice, policy, PolicyGen.Document(dice, now)));
        return policy;
    }

    /// <summary>A generated policy with what the generator leaves out: TCP, deployments without hops, nested CI paths.</summary>
    public static PolicyDocument Mutate(Dice dice, PolicyDocument document) => document with
    {
        Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => Mutate(dice, d))] })],
        IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } spiffe && dice.Chance(20) ? p with { Spiffe = spiffe with { CiPaths = ["/ci", "/ci/inner", "/ns"] } } : p)],
    };

    private static PolicyPatch Patch(Dice dice, PolicySet policy, PolicyDocument other) => dice.Below(8) switch
    {
        0 when policy.Grants.Count > 0 => new PolicyPatch { Deletes = [policy.Grants.Values.ElementAt(dice.Below(policy.Grants.Count)).Reference] },
        1 or 2 or 3 => Upsert(other.Grants.Where(g => policy.Roles.ContainsKey(g.Role)).Take(1)),
        4 => Upsert([Mutate(dice, policy.Pipelines.Values.ElementAt(dice.Below(policy.Pipelines.Count)))]),
        5 => Upsert([other.Roles[0]]),
        6 => Upsert([other.IdentityProviders[dice.Below(2)]]),
        _ => Upsert([Mutate(dice, policy.Services.Values.ElementAt(dice.Below(policy.Services.Count)))]),
    };

    private static PolicyPatch Upsert(IEnumerable<PolicyObject> objects) => new() { Upserts = objects.ToValueList() };

    private static Pipeline Mutate(Dice dice, Pipeline pipeline) => dice.Below(4) switch
    {
        // No two pipelines may come to the same id: one would take the other's place.
        0 => pipeline with { Id = new Guid($"0187c6a2-0000-4000-8000-0000000000{dice.One("a", "b")}{Array.IndexOf(PolicyGen.PipelineNames, pipeline.Name)}") },
        1 => pipeline with { Slug = pipeline.Slug + "-2" },
        2 => pipeline with { SpiffeId = dice.Chance(50) ? SpiffeId.Parse($"spiffe://{PolicyGen.TrustDomain}/ns/{pipeline.Name}") : null },
        _ => pipeline with { Labels = new ValueMap([new("team", dice.One("payments", "web"))]) },
    };

    private static Service Mutate(Dice dice, Service service) => service with { Deployments = [.. service.Deployments.Select(d => Mutate(dice, d))] };

    private static Deployment Mutate(Dice dice, Deployment deployment) => dice.Below(12) switch
    {
        0 => deployment with { Mode = dice.One(Mode.Shadow, Mode.Enforce) },
        1 => deployment with { Hops = [] },
        2 => deployment with { Protocol = Protocol.Tcp },
        3 => deployment with { Isolation = dice.One(Isolation.All, Isolation.Pipelines) },
        4 => deployment with { Isolation = Isolation.Pipelines, Unidentified = dice.One(Unidentified.Allow, Unidentified.Deny) },
        5 => deployment with { Upstream = $"http://10.0.0.{dice.Below(3)}" },
        6 => deployment with { Cors = !deployment.Cors },
        7 => deployment with { Probes = [PathTemplate.Parse("/a")] },
        _ => deployment,
    };
}

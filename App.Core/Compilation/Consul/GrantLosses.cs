using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>What of a grant Consul cannot say, whoever else there is.</summary>
internal static class GrantLosses
{
    public static bool AreWider(PrincipalDirectory directory, DeploymentPolicy policy) =>
        policy.Rules.SelectMany(r => Of(directory, r)).Any(l => l.Coverage == Coverage.Wider);

    public static IEnumerable<CoverageLoss> Of(PrincipalDirectory directory, DeploymentRule rule)
    {
        if (RuleAtCells.PathsOf(rule).Any(p => !p.Cell.IsExpressible))
        {
            yield return new CoverageLoss(
                "template_inexpressible", rule.Effect == Effect.Allow ? Coverage.Narrower : Coverage.Wider, rule.Grant.Name,
                "a path with `{*}` is a regular expression to consul, whose proxies take no large ones: paths that long are not known there",
                "shorten the path, or end it with `**` and no `{*}`");
        }

        if (rule.Effect == Effect.Deny)
            yield break;
        if (ConditionCase.HasPrefix(rule.Grant.When))
        {
            yield return new CoverageLoss(
                "prefix_inexpressible", Coverage.Narrower, rule.Grant.Name, "consul compares claims with whole texts: what only a prefix allows is denied",
                "name each text, or set `narrower: accept`");
        }

        if (rule.Grant.When.Branches.Any(p => !p.IsPrefix))
        {
            yield return new CoverageLoss(
                "tag_unseen", Coverage.Wider, rule.Grant.Name, "consul cannot ask that a claim is missing: a build of a tag that is called like the branch is taken for one of the branch",
                "enforce the branch at a hop before, or grant by tags, sources, queues or steps");
        }

        if (rule.Principals.Members.Any(p => IsAmbiguous(directory, p)))
        {
            yield return new CoverageLoss(
                "ambiguous_token", Coverage.Wider, rule.Grant.Name, "consul takes a token that names two principals for either of them",
                "identify workloads of a provider by claims of which no token has two");
        }
    }

    /// <summary>Whether a token that names the principal may name another besides.</summary>
    private static bool IsAmbiguous(PrincipalDirectory directory, Principal principal)
    {
        if (TokenName.ProviderOf(principal) is not { } provider || directory.WorkloadsOf(provider).IsEmpty || TokenName.Of(directory, principal) is not { } name)
            return false;
        // Two pipelines always differ in a claim: one of the two is a workload.
        var others = principal.Workload is null ? directory.WorkloadsOf(provider) : directory.All.Where(p => TokenName.ProviderOf(p) == provider);
        return others.Any(other => other != principal && TokenName.Of(directory, other) is { } second && name.MayBe(second));
    }
}

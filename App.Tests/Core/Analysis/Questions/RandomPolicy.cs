using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Core.Analysis.Questions;

/// <summary>Policies for questions: as they are generated, with everything that decides on access, and now and then a workload known by what conditions read.</summary>
internal static class RandomPolicy
{
    public static PolicySet Of(Dice dice, DateTimeOffset now)
    {
        var document = PolicyMutation.Mutate(dice, PolicyGen.Document(dice, now));
        document = document with { Grants = [.. document.Grants, .. document.Grants.Take(2).SelectMany(g => Parts(dice, g, now))] };
        if (!dice.Chance(20))
            return PolicySet.Of(document);
        var known = new ValueMap([new(ClaimNames.Branch, "main"), new(ClaimNames.OrganizationSlug, dice.One("acme", "partner"))]);
        return PolicySet.Of(document with { Workloads = [.. document.Workloads.Select(w => w.Name == "mixed" ? w with { Claims = known } : w)] });
    }

    /// <summary>Now and then, grants that together say what one grant says: by its principals, or by its time.</summary>
    private static IEnumerable<Grant> Parts(Dice dice, Grant grant, DateTimeOffset now)
    {
        var (first, second) = (grant.Name + "-1", grant.Name + "-2");
        if (dice.Chance(50))
            return [];
        if (grant.Principals.Pipelines is Selector.Names { Values.Count: > 1 } names && dice.Chance(70))
        {
            return
            [
                grant with { Name = first, Principals = new PrincipalSelector { Pipelines = new Selector.Names([.. names.Values.Take(1)]) } },
                grant with { Name = second, Principals = grant.Principals with { Pipelines = new Selector.Names([.. names.Values.Skip(1)]) } },
            ];
        }

        return grant is { ValidFrom: null, Expires: null } ? [grant with { Name = first, Expires = now.AddHours(1) }, grant with { Name = second, ValidFrom = now.AddHours(1) }] : [];
    }
}

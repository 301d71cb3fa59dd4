using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Campaigns;

/// <summary>The change that decisions come to. It only takes access away.</summary>
public static class CampaignPlan
{
    /// <returns>Why the decision narrows nothing, or cannot; null where it can.</returns>
    public static string? Objection(Grant grant, CampaignDecision decision)
    {
        if (decision.Verdict != CampaignVerdict.Narrow)
            return decision.Expires is null && decision.WithoutEnvironment is null ? null : "only what is narrowed has an earlier end or fewer environments";
        if (decision.Expires is null && decision.WithoutEnvironment is null)
            return "say how it is narrowed: an earlier end, or an environment less";
        if (decision.Expires is { } end && (grant.Expires <= end || end <= decision.At))
            return grant.Expires <= end ? "the grant ends no later than that already" : "that end has passed: decide to end the grant";
        if (decision.WithoutEnvironment is { } environment && !grant.Environments.Contains(environment))
            return $"the grant does not hold in `{environment}`";
        return decision.WithoutEnvironment is not null && grant.Environments.Count == 1 ? "it holds in no other environment: decide to end the grant" : null;
    }

    /// <param name="items">Those that are decided, and with <paramref name="endsUndecided"/> the others as well.</param>
    /// <returns>The patch, and the items whose grant is gone or is another than was decided of.</returns>
    public static (PolicyPatch Patch, IReadOnlyList<CampaignItem> LeftOut) Of(PolicyObjects policy, IEnumerable<CampaignItem> items, bool endsUndecided)
    {
        var (upserts, deletes, leftOut) = (new List<PolicyObject>(), new List<PolicyReference>(), new List<CampaignItem>());
        foreach (var item in items)
        {
            var verdict = item.Verdict ?? (endsUndecided ? CampaignVerdict.End : CampaignVerdict.Keep);
            if (verdict == CampaignVerdict.Keep)
                continue;
            if (policy.FindById(PolicyKind.Grant, item.GrantId) is not Grant standing || Decisive(standing) != Decisive(item.Grant))
                leftOut.Add(item);
            else if (verdict == CampaignVerdict.End)
                deletes.Add(standing.Reference);
            else
                upserts.Add(Narrowed(standing, item.Decision!));
        }

        return (new PolicyPatch { Upserts = upserts.ToValueList(), Deletes = deletes.ToValueList() }, leftOut);
    }

    private static Grant Narrowed(Grant grant, CampaignDecision decision) => grant with
    {
        Expires = decision.Expires ?? grant.Expires,
        Environments = decision.WithoutEnvironment is { } left ? grant.Environments.Where(e => e != left).ToValueList() : grant.Environments,
    };

    /// <summary>What a grant does; its words do not count.</summary>
    private static Grant Decisive(Grant grant) => grant with { Name = "", Reason = null };
}

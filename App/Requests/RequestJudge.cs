using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;

namespace AccessConsole.Requests;

/// <summary>What a request would do, or does, as of now. Costs a review; stores nothing.</summary>
public sealed class RequestJudge(LivePolicy live, ChangeReviewer reviewer, TimeProvider clock)
{
    public RequestSight Look(GrantRequest request)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        var sight = new RequestSight { Request = request, At = now, Standing = request.StandingAt(now), IsAsMade = RequestPlan.Made(request, state.Policy.Objects).Grant is not null };
        var (patch, problem) = PatchOf(request, state.Policy.Objects, now);
        if (patch is null)
            return sight with { Problem = problem };
        var review = reviewer.Review(state.PolicyRevision, state.Policy, patch, now);
        if (!request.AwaitsApprovalAt(now))
            return sight with { Review = review };
        var digest = RequestDigest.Of(request, state.Policy);
        var counting = RequestApprovals.Counting(request, digest);
        return sight with { Review = review, Digest = digest, Counting = counting, Places = RequestApprovals.ByPlace(counting, review) };
    }

    /// <summary>What is asked for, as if it were approved now.</summary>
    public ChangeReview Review(Grant template, TimeSpan duration)
    {
        var (state, now) = (live.Current, Whole(clock.GetUtcNow()));
        return reviewer.Review(state.PolicyRevision, state.Policy, new PolicyPatch { Upserts = [template with { ValidFrom = now, Expires = now + duration }] }, now);
    }

    /// <summary>Allow grants of the role in the environment that name the principal, in whatever way.</summary>
    public IReadOnlyList<Grant> Standing(PolicyReference principal, string role, string environment)
    {
        var policy = live.Current.Policy;
        return policy.Objects.Find(principal) is { } chosen
            ? [.. policy.Grants.Values.Where(g => g.Effect == Effect.Allow && g.Role == role && g.Environments.Contains(environment) && Selects(g.Principals, chosen))]
            : [];
    }

    private static (PolicyPatch? Patch, string? Problem) PatchOf(GrantRequest request, PolicyObjects policy, DateTimeOffset now) => request.StandingAt(now) switch
    {
        RequestStanding.Waiting => RequestPlan.Granting(request, policy, Whole(now)),
        RequestStanding.InForce when request.Extension is not null => RequestPlan.Extending(request, policy, now),
        RequestStanding.InForce => RequestPlan.Ending(request, policy),
        _ => (null, null),
    };

    private static bool Selects(PrincipalSelector principals, PolicyObject chosen) => chosen switch
    {
        Pipeline pipeline => principals.Pipelines?.Selects(pipeline.Name, pipeline.Labels) == true,
        Workload workload => principals.Workloads?.Selects(workload.Name, workload.Labels) == true,
        _ => false,
    };

    private static DateTimeOffset Whole(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
}

using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.LeastPrivilege;

/// <summary>What the decision log says of grants, for who may read of all the places that they reach.</summary>
public sealed class AccessUse(IDecisionEvidence evidence, EvidenceWindows windows, LivePolicy live, GrantDeployments deployments, GrantOrigins origins, IOptions<DecisionOptions> options, TimeProvider clock) : IDisposable
{
    public const int UsualDays = 30;

    /// <summary>How many kinds of calls one question looks at.</summary>
    private const int MostKinds = 50_000;

    /// <summary>A question about single decisions reads all that are kept: one at a time.</summary>
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Over how many days one can ask: as far as counts are kept.</summary>
    public int MostDays => options.Value.CountsRetentionDays;

    /// <summary>What a report is of where it is asked for now.</summary>
    public int Revision => live.Current.Revision;

    public static string? Objection(int days, int most) => days >= 1 && days <= most ? null : $"`days` is {days.ToString(System.Globalization.CultureInfo.InvariantCulture)}: use 1 to {most.ToString(System.Globalization.CultureInfo.InvariantCulture)}, as far as counts are kept";

    public async Task<UseReport> ReportAsync(ConsoleUser user, int days, CancellationToken cancellationToken)
    {
        var (state, window) = (live.Current, await WindowAsync(user, days, cancellationToken));
        var uses = await evidence.UseOfGrantsAsync(window.Since, cancellationToken);
        var changed = await origins.ChangedAsync(state.Revision, window.Since, cancellationToken);
        var now = window.Until;
        UsedGrant[] rows =
        [
            .. state.Policy.Grants.Values.Where(grant => grant.Effect == Effect.Allow && !(grant.Expires <= now) && MayRead(user, state.Policy, grant.Name))
                .Select(grant => new UsedGrant(grant, GrantEvidence.Of(deployments.Of(state.Policy, grant.Name), uses.GetValueOrDefault(grant.Name), window, changed.Has(grant))))
                .OrderBy(row => row.Evidence.Standing).ThenBy(row => row.Evidence.Use?.Count ?? 0).ThenBy(row => row.Grant.Name, StringComparer.Ordinal),
        ];
        var all = state.Policy.Grants.Values.Count(grant => grant.Effect == Effect.Allow && !(grant.Expires <= now));
        return new UseReport(state.Revision, state.Policy, window, rows, all - rows.Length);
    }

    /// <summary>Since when each of these grants, with its role, is what it is; those of which nobody knows are left out.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> SinceAsync(int revision, IReadOnlyCollection<Grant> grants, CancellationToken cancellationToken)
    {
        var own = await origins.FindAsync(PolicyKind.Grant, grants.Select(grant => grant.Name), revision, cancellationToken);
        var roles = await origins.FindAsync(PolicyKind.Role, grants.Select(grant => grant.Role), revision, cancellationToken);
        return grants.Where(grant => own.ContainsKey(grant.Name) && roles.ContainsKey(grant.Role)).ToDictionary(
            grant => grant.Name,
            grant => own[grant.Name].PublishedAt > roles[grant.Role].PublishedAt ? own[grant.Name].PublishedAt : roles[grant.Role].PublishedAt,
            StringComparer.Ordinal);
    }

    /// <summary>Grants that the person may read of, with what was seen of them.</summary>
    /// <param name="names">Of the policy of <paramref name="state"/>.</param>
    internal async Task<(EvidenceWindow Window, IReadOnlyList<GrantToNarrow> Grants, IReadOnlyDictionary<string, DateTimeOffset> Since)> SeenAsync(
        ConsoleUser user, LiveState state, IReadOnlyCollection<string> names, int days, CancellationToken cancellationToken)
    {
        var window = await WindowAsync(user, days, cancellationToken);
        var uses = await evidence.UseOfGrantsAsync(window.Since, cancellationToken);
        var calls = await InTurnAsync(() => evidence.CallsOfAsync(names, window.Since, MostKinds, cancellationToken), cancellationToken);
        Grant[] grants = [.. names.Select(name => state.Policy.Grants[name])];
        var since = await SinceAsync(state.Revision, grants, cancellationToken);
        var ofGrant = calls.Calls.ToLookup(call => call.Grant, StringComparer.Ordinal);
        var isWhole = !calls.HasMore && days <= options.Value.RetentionDays;
        return (window,
        [
            .. grants.Select(grant => new GrantToNarrow(
                grant, GrantEvidence.Of(deployments.Of(state.Policy, grant.Name), uses.GetValueOrDefault(grant.Name), window, IsChanged(grant)), [.. ofGrant[grant.Name]], isWhole)),
        ], since);

        bool IsChanged(Grant grant) => !since.TryGetValue(grant.Name, out var changed) || changed > window.Since;
    }

    public async Task<ProposalReport> ProposalsAsync(ConsoleUser user, int days, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var (policy, window) = (live.Current.Policy, await WindowAsync(user, days, cancellationToken));
        var refused = await InTurnAsync(() => evidence.RefusedAsync(window.Since, MostKinds, cancellationToken), cancellationToken);
        var readable = refused.Calls.Where(call => policy.Find(call.Environment, call.Service) is { } deployment && MayRead(user, deployment));
        return new ProposalReport(window, GrantProposals.Of(policy, readable, window.Until, lifetime), refused.HasMore);
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Whether the person's roles reach every place at which the grant holds; what holds nowhere is read by who reads everywhere.</summary>
    internal bool MayRead(ConsoleUser user, PolicySet policy, string grant) =>
        user.HasEverywhere(ConsoleRole.Viewer) || (deployments.Of(policy, grant) is { Count: > 0 } places && places.All(deployment => MayRead(user, deployment)));

    private static bool MayRead(ConsoleUser user, DeploymentPolicy deployment) => user.Has(ConsoleRole.Viewer, new Place(deployment.Environment.Name, deployment.Service.Labels));

    private async Task<SeenCalls> InTurnAsync(Func<Task<SeenCalls>> ask, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await ask();
        }
        finally
        {
            turn.Release();
        }
    }

    private Task<EvidenceWindow> WindowAsync(ConsoleUser user, int days, CancellationToken cancellationToken) => windows.OfAsync(user, days, clock.GetUtcNow(), cancellationToken);
}

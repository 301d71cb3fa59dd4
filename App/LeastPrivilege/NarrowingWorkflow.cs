using System.Globalization;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.LeastPrivilege;

/// <summary>From what was seen to a draft, which goes through ordinary review; the same for pages and API.</summary>
public sealed class NarrowingWorkflow(AccessUse use, LivePolicy live, DraftWorkflow drafts)
{
    public const int MaxAtOnce = 100;
    public const int UsualLifetime = 30;
    public const int LongestLifetime = 365;

    public async Task<NarrowingResult> PreviewAsync(ConsoleUser user, IReadOnlyCollection<string> grants, int days, CancellationToken cancellationToken)
    {
        var state = live.Current;
        string[] names = [.. grants.Distinct(StringComparer.Ordinal)];
        if (names.Length is 0 or > MaxAtOnce)
            return Refused(PublishRefusalKind.Invalid, $"choose 1 to {MaxAtOnce.ToString(CultureInfo.InvariantCulture)} grants");
        if (AccessUse.Objection(days, use.MostDays) is { } objection)
            return Refused(PublishRefusalKind.Invalid, objection);
        if (names.FirstOrDefault(name => !state.Policy.Grants.ContainsKey(name)) is { } unknown)
            return Refused(PublishRefusalKind.Invalid, $"there is no grant `{unknown}`");
        if (names.FirstOrDefault(name => !use.MayRead(user, state.Policy, name)) is { } beyond)
            return Refused(PublishRefusalKind.Forbidden, $"`{beyond}` reaches places outside your role, and so do its calls");
        var (window, seen, since) = await use.SeenAsync(user, state, names, days, cancellationToken);
        var plan = NarrowingPlan.Of(state.Policy, seen);
        if (plan.Patch.IsEmpty)
            return new NarrowingResult(new NarrowingPreview(window, plan, null, null, false, since), null);
        // Both may be of much: not on a circuit's own turn.
        return await Task.Run(() =>
        {
            var review = drafts.Review(plan.Patch);
            var replay = review.IsMeaningful ? LogReplay.Of(state.Policy, review.Draft, seen.SelectMany(grant => grant.Calls)) : null;
            return new NarrowingResult(new NarrowingPreview(window, plan, review, replay, seen.All(grant => grant.AreCallsWhole), since), null);
        }, cancellationToken);
    }

    /// <summary>Drafts the narrowing of these grants as it comes out now.</summary>
    public async Task<DraftResult> DraftAsync(ConsoleUser user, IReadOnlyCollection<string> grants, int days, CancellationToken cancellationToken)
    {
        var (preview, refusal) = await PreviewAsync(user, grants, days, cancellationToken);
        if (preview is null)
            return new DraftResult(null, refusal);
        if (preview.Plan.Patch.IsEmpty)
            return DraftResult.Refused(PublishRefusalKind.NothingChanged, string.Join("; ", preview.Plan.Grants.Select(grant => $"`{grant.Grant}`: {grant.Objection}").Take(5)));
        if (!preview.OnlyCloses)
            return DraftResult.Refused(PublishRefusalKind.Invalid, "narrowing these grants together would open access, or make no valid policy: narrow them one by one");
        var count = preview.Plan.Grants.Count(grant => grant.Objection is null);
        var title = string.Create(CultureInfo.InvariantCulture, $"Narrow {count} {(count == 1 ? "grant" : "grants")} to what {days} days showed");
        return await drafts.CreateAsync(user, new NewDraft(title, preview.Plan.Patch, preview.Review!.BaseRevision, Origin: "least-privilege/narrowing"), cancellationToken);
    }

    /// <summary>Drafts a proposal as it comes out now.</summary>
    /// <param name="name">The proposed grant's.</param>
    /// <param name="lifetime">In days.</param>
    public async Task<DraftResult> ProposeAsync(ConsoleUser user, string name, int days, int lifetime, CancellationToken cancellationToken)
    {
        if (AccessUse.Objection(days, use.MostDays) is { } objection)
            return DraftResult.Refused(PublishRefusalKind.Invalid, objection);
        if (lifetime is < 1 or > LongestLifetime)
            return DraftResult.Refused(PublishRefusalKind.Invalid, $"`lifetime` is {lifetime.ToString(CultureInfo.InvariantCulture)}: a proposed grant ends after 1 to {LongestLifetime} days");
        var report = await use.ProposalsAsync(user, days, TimeSpan.FromDays(lifetime), cancellationToken);
        if (report.Proposals.FirstOrDefault(proposal => proposal.Grant.Name == name) is not { } proposed)
            return DraftResult.Refused(PublishRefusalKind.DraftNotFound, $"no grant `{name}` is proposed");
        return await drafts.CreateAsync(user, new NewDraft($"Let {proposed.Principal} call {proposed.Service} in {proposed.Environment}", proposed.Patch, Origin: "least-privilege/proposal"), cancellationToken);
    }

    private static NarrowingResult Refused(PublishRefusalKind kind, string message) => new(null, new PublishRefusal(kind, message, []));
}

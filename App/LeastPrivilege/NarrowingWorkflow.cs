using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
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

    /// <returns>Why a proposed grant cannot end after so many days; null where it can.</returns>
    public static string? Objection(int lifetime) => lifetime is >= 1 and <= LongestLifetime
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"`lifetime` is {lifetime}: a proposed grant ends after 1 to {LongestLifetime} days");

    public async Task<NarrowingResult> PreviewAsync(ConsoleUser user, IReadOnlyCollection<string> grants, int days, CancellationToken cancellationToken)
    {
        var state = live.Current;
        string[] names = [.. grants.Distinct(StringComparer.Ordinal)];
        if (ProblemsOf([.. grants], names.Length, days, state.Policy).ToArray() is { Length: > 0 } problems)
            return new NarrowingResult(null, Invalid(problems));
        if (names.Where(name => !use.MayRead(user, state.Policy, name)).ToArray() is { Length: > 0 } beyond)
            return new NarrowingResult(null, new PublishRefusal(PublishRefusalKind.Forbidden, $"{string.Join(", ", beyond.Select(name => $"`{name}`"))}: reach beyond your role, and so do calls that they allow", []));
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
        if (ProblemsOf(days, lifetime).ToArray() is { Length: > 0 } problems)
            return new DraftResult(null, Invalid(problems));
        var report = await use.ProposalsAsync(user, days, TimeSpan.FromDays(lifetime), cancellationToken);
        if (report.Proposals.FirstOrDefault(proposal => proposal.Grant.Name == name) is not { } proposed)
            return DraftResult.Refused(PublishRefusalKind.DraftNotFound, $"no grant `{name}` is proposed");
        return await drafts.CreateAsync(user, new NewDraft($"Let {proposed.Principal} call {proposed.Service} in {proposed.Environment}", proposed.Patch, Origin: "least-privilege/proposal"), cancellationToken);
    }

    private IEnumerable<Diagnostic> ProblemsOf(IReadOnlyList<string> grants, int count, int days, PolicySet policy)
    {
        if (count is 0 or > MaxAtOnce)
            yield return Error("/grants", $"choose 1 to {MaxAtOnce.ToString(CultureInfo.InvariantCulture)} grants");
        for (var i = 0; i < grants.Count && count <= MaxAtOnce; i++)
        {
            if (!policy.Grants.ContainsKey(grants[i]))
                yield return Error(string.Create(CultureInfo.InvariantCulture, $"/grants/{i}"), $"there is no grant `{grants[i]}`");
        }

        if (AccessUse.Objection(days, use.MostDays) is { } objection)
            yield return Error("/days", objection);
    }

    private IEnumerable<Diagnostic> ProblemsOf(int days, int lifetime)
    {
        if (AccessUse.Objection(days, use.MostDays) is { } objection)
            yield return Error("/days", objection);
        if (Objection(lifetime) is { } unfit)
            yield return Error("/lifetime", unfit);
    }

    private static Diagnostic Error(string pointer, string message) => new("least-privilege.invalid", Severity.Error, message, pointer);

    private static PublishRefusal Invalid(IReadOnlyList<Diagnostic> problems) => new(PublishRefusalKind.Invalid, string.Join("; ", problems.Select(problem => problem.Message).Distinct()), problems);
}

using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Campaigns;

/// <summary>The way of a campaign from its opening to the draft that carries out what was decided; the same for pages and API.</summary>
public sealed class CampaignWorkflow(ICampaignStore campaigns, RequestRefusals refusals, LivePolicy live, GrantOrigins origins, DraftWorkflow drafts, TimeProvider clock)
{
    /// <summary>How many grants one act decides of: as many as a page shows of a list.</summary>
    public const int MaxAtOnce = 1000;

    private const int MaxTitle = 200;
    private const int MaxReason = 1000;
    private const int Page = 5000;

    public async Task<CampaignResult> OpenAsync(ConsoleUser user, NewCampaign wanted, CancellationToken cancellationToken)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        var refusal = !user.HasEverywhere(ConsoleRole.Admin) ? Refusal(PublishRefusalKind.Forbidden, "a campaign is opened by an admin without a scope, since it may be about any grant")
            : string.IsNullOrWhiteSpace(wanted.Title) || wanted.Title.Length > MaxTitle ? Refusal(PublishRefusalKind.Invalid, $"a campaign has a title of at most {MaxTitle} characters")
            : CommentText.LineProblem(wanted.Title.Trim(), "title") is { } title ? Refusal(PublishRefusalKind.Invalid, title)
            : wanted.DueAt <= now ? Refusal(PublishRefusalKind.Invalid, "it must be due at a time to come")
            : wanted.Filter.OlderThan is < 1 or > 36500 ? Refusal(PublishRefusalKind.Invalid, "the age is a number of days, 1 at least")
            : wanted.Filter.Environment is { } environment && !state.Policy.Environments.ContainsKey(environment) ? Refusal(PublishRefusalKind.Invalid, $"there is no environment `{environment}`")
            : null;
        var id = Guid.CreateVersion7();
        var items = refusal is null ? await MeantAsync(id, state, wanted.Filter, now, cancellationToken) : [];
        if (refusal is null && items.Count == 0)
            refusal = Refusal(PublishRefusalKind.NothingChanged, "no grant is meant: there is nothing to review");
        if (refusal is not null)
            return await RefuseAsync(user, null, AuditActions.CampaignOpened, refusal, cancellationToken);
        var campaign = new Campaign { Id = id, Title = wanted.Title.Trim(), OpenedBy = user.Actor, OpenedAt = now, DueAt = wanted.DueAt, Filter = wanted.Filter, Revision = state.Revision };
        await campaigns.OpenAsync(campaign, items, CampaignEvents.Opened(campaign, items.Count), cancellationToken);
        return new CampaignResult(campaign, null, items.Count);
    }

    /// <summary>Decides the same of some grants. Of those that the user is not answerable for, or that cannot be narrowed so, nothing is decided at all.</summary>
    public async Task<CampaignResult> DecideAsync(ConsoleUser user, Guid id, IReadOnlyCollection<Guid> grants, Verdict verdict, CancellationToken cancellationToken)
    {
        var decision = new CampaignDecision(verdict.Is, user.Actor, clock.GetUtcNow(), verdict.Reason.Trim(), verdict.Expires, verdict.WithoutEnvironment);
        var refusal = !user.IsPerson ? Refusal(PublishRefusalKind.Forbidden, "a person decides whether a grant is kept, never a token")
            : decision.Reason.Length is 0 or > MaxReason ? Refusal(PublishRefusalKind.Invalid, $"say why, in at most {MaxReason} characters: it is the evidence")
            : CommentText.Problem(decision.Reason, "reason") is { } reason ? Refusal(PublishRefusalKind.Invalid, reason)
            : grants.Count is 0 or > MaxAtOnce ? Refusal(PublishRefusalKind.Invalid, $"choose 1 to {MaxAtOnce} grants")
            : null;
        if (refusal is null)
        {
            var count = await campaigns.DecideAsync(id, grants, items =>
            {
                refusal = items.Count < grants.Count ? Refusal(PublishRefusalKind.Invalid, "a grant that is named is not in the campaign") : items.Select(item => Objection(user, item, decision)).FirstOrDefault(objection => objection is not null);
                return refusal is null ? [.. items.Select(item => new CampaignDecided(item, decision, CampaignEvents.Decided(item, decision)))] : [];
            }, cancellationToken);
            if (await campaigns.FindAsync(id, cancellationToken) is not { } campaign)
                return CampaignResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such campaign");
            if (refusal is null && count is { } decided)
                return new CampaignResult(campaign, null, decided);
            refusal ??= Refusal(PublishRefusalKind.Conflict, "the campaign is closed");
        }

        return await RefuseAsync(user, id, AuditActions.CampaignDecided, refusal, cancellationToken);
    }

    /// <summary>Closes the campaign: what was narrowed or ended becomes one draft, which goes through ordinary review.</summary>
    /// <param name="version">The version that the person saw: what was decided since would be missing.</param>
    /// <param name="endsUndecided">Whether what nobody decided is ended as well.</param>
    public async Task<CampaignResult> CloseAsync(ConsoleUser user, Guid id, int version, bool endsUndecided, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(id, cancellationToken) is not { } campaign)
            return CampaignResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such campaign");
        var refusal = !user.HasEverywhere(ConsoleRole.Admin) ? Refusal(PublishRefusalKind.Forbidden, "a campaign is closed by an admin without a scope")
            : !campaign.IsOpen ? Refusal(PublishRefusalKind.Conflict, "the campaign is closed already")
            : campaign.Version != version ? Refusal(PublishRefusalKind.Conflict, "something was decided since you looked: look at it again")
            : null;
        if (refusal is not null)
            return await RefuseAsync(user, id, AuditActions.CampaignClosed, refusal, cancellationToken);
        var (patch, leftOut) = CampaignPlan.Of(live.Current.Policy.Objects, await ChangedAsync(id, endsUndecided, cancellationToken), endsUndecided);
        Guid? draft = null;
        if (!patch.IsEmpty)
        {
            var made = await drafts.CreateAsync(user, new NewDraft($"Campaign: {campaign.Title}", patch, Origin: $"campaign/{id}"), cancellationToken);
            if (made.Draft is null)
                return new CampaignResult(null, made.Refusal);
            draft = made.Draft.Id;
        }

        var progress = (await campaigns.CountAsync([id], cancellationToken)).GetValueOrDefault(id, CampaignProgress.None);
        var end = new CampaignEnd(user.Actor, clock.GetUtcNow(), draft, endsUndecided, progress.Undecided, leftOut.Count);
        if (await campaigns.CloseAsync(id, version, end, CampaignEvents.Closed(campaign, end, progress), cancellationToken))
            return new CampaignResult(await campaigns.FindAsync(id, cancellationToken), null, patch.Upserts.Count + patch.Deletes.Count);
        // Of two closes at once the second leaves no draft behind.
        if (draft is { } orphan)
            await drafts.WithdrawAsync(user, orphan, "another close came first", cancellationToken);
        return await RefuseAsync(user, id, AuditActions.CampaignClosed, Refusal(PublishRefusalKind.Conflict, "something was decided since you looked, or somebody closed it: look at it again"), cancellationToken);
    }

    /// <summary>What the user may decide of; null where they may decide nothing.</summary>
    public static CampaignReviewer? Reviewer(ConsoleUser user) => !user.IsPerson || !user.Has(ConsoleRole.Approver) ? null
        : new CampaignReviewer(user.HasEverywhere(ConsoleRole.Approver) ? null : user.ScopesOf(ConsoleRole.Approver).ToValueList());

    /// <summary>Why this person decides nothing of a grant; null where they may.</summary>
    public static string? Objection(ConsoleUser user, CampaignItem item) =>
        item.Places.FirstOrDefault(place => !user.Has(ConsoleRole.Approver, place)) is { } outside ? $"`{item.Grant.Name}` reaches {outside}: it takes an approver there" : null;

    private static PublishRefusal? Objection(ConsoleUser user, CampaignItem item, CampaignDecision decision) =>
        Objection(user, item) is { } outside ? Refusal(PublishRefusalKind.Forbidden, outside)
        : CampaignPlan.Objection(item.Grant, decision) is { } objection ? Refusal(PublishRefusalKind.Invalid, $"`{item.Grant.Name}`: {objection}")
        : null;

    private async Task<List<CampaignItem>> MeantAsync(Guid id, LiveState state, CampaignFilter filter, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var meant = state.Policy.Grants.Values.Where(g => g.Id is not null).Select(grant => (Grant: grant, Places: CampaignFilter.PlacesOf(state.Policy, grant))).Where(g => filter.Matches(g.Grant, g.Places, now)).ToList();
        if (filter.OlderThan is { } days)
        {
            var since = await origins.FindAsync(PolicyKind.Grant, meant.Select(g => g.Grant.Name), state.Revision, cancellationToken);
            meant = [.. meant.Where(g => since.TryGetValue(g.Grant.Name, out var made) && made.PublishedAt <= now.AddDays(-days))];
        }

        return [.. meant.Select((g, i) => new CampaignItem { CampaignId = id, GrantId = g.Grant.Id!.Value, Number = i + 1, Grant = g.Grant, Places = g.Places })];
    }

    private async Task<List<CampaignItem>> ChangedAsync(Guid id, bool endsUndecided, CancellationToken cancellationToken)
    {
        var found = new List<CampaignItem>();
        List<CampaignItemFilter> filters = [new(Verdict: CampaignVerdict.Narrow), new(Verdict: CampaignVerdict.End)];
        if (endsUndecided)
            filters.Add(new CampaignItemFilter(IsUndecided: true));
        foreach (var filter in filters)
        {
            IReadOnlyList<CampaignItem> page;
            var after = 0;
            do
            {
                page = await campaigns.ListItemsAsync(id, filter, after, Page, cancellationToken);
                found.AddRange(page);
                after = page.Count == 0 ? 0 : page[^1].Number;
            }
            while (page.Count == Page);
        }

        return found;
    }

    private async Task<CampaignResult> RefuseAsync(ConsoleUser user, Guid? id, string what, PublishRefusal refusal, CancellationToken cancellationToken)
    {
        await refusals.RecordAsync(CampaignEvents.Refused(id, user.Actor, what, refusal, clock.GetUtcNow()), cancellationToken);
        return new CampaignResult(null, refusal);
    }

    private static PublishRefusal Refusal(PublishRefusalKind kind, string message) => new(kind, message, []);
}

using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Access;

/// <summary>Who may reach what: matrix, table and graph of one query.</summary>
public sealed class AccessViewModel(AccessHistory history, GrantOrigins origins, IPolicyStore store, ObservedAccess observed, CurrentUser user)
{
    /// <summary>A day of more publishes than this names the last ones.</summary>
    private const int MaxOfTheDay = 20;

    private int generation;

    /// <summary>What is shown; the former until the next is worked out.</summary>
    public AccessPicture Picture { get; private set; } = new(new AccessQuery());

    /// <summary>Works out what the query shows. One that was asked later is not overtaken.</summary>
    /// <returns>False where a later one took its place.</returns>
    public async Task<bool> ShowAsync(AccessQuery query, CancellationToken cancellationToken)
    {
        var mine = Interlocked.Increment(ref generation);
        var picture = await PictureAsync(query, cancellationToken);
        if (mine != generation)
            return false;
        Picture = picture;
        return true;
    }

    private async Task<AccessPicture> PictureAsync(AccessQuery query, CancellationToken cancellationToken)
    {
        if (query.Problem is { } problem)
            return new AccessPicture(query) { Problem = problem };
        if (await history.FindAsync(query.RevisionNumber, query.Instant, cancellationToken) is not { } moment)
            return new AccessPicture(query) { Problem = $"there is no revision `{query.Revision}`" };
        if (query.IsObserved)
            return await WithHistoryAsync(await ObserveAsync(query, moment, cancellationToken), moment, cancellationToken);
        // A large policy takes its time: not on the circuit's own turn.
        var picture = await Task.Run(() => Draw(query, moment), cancellationToken);
        return await WithHistoryAsync(picture, moment, cancellationToken);
    }

    /// <summary>What was observed, as a table or around something.</summary>
    private async Task<AccessPicture> ObserveAsync(AccessQuery query, AccessMoment moment, CancellationToken cancellationToken)
    {
        var focus = query.View == AccessQuery.Graph ? AccessFocus.Parse(query.Focus) : null;
        var filter = focus is { } centre ? AccessGraph.Around(query.Filter, centre) : query.Filter;
        var found = await observed.OfAsync(await user.GetAsync(), moment, filter, ObservedAccess.UsualDays, cancellationToken);
        var picture = new AccessPicture(query) { Scope = AccessScope.Of(moment, query.Filter) };
        if (query.View != AccessQuery.Graph)
            return picture with { Observed = ObservedView.PageOf(found, query.Page) };
        if (focus is not { } around)
            return picture;
        return WithCell(picture with { Graph = AccessGraph.Around(found, around, query.Grouping, query.Opened), Seen = found }, query.Cell);
    }

    private static AccessPicture Draw(AccessQuery query, AccessMoment moment)
    {
        var scope = AccessScope.Of(moment, query.Filter);
        var picture = WithCell(new AccessPicture(query) { Scope = scope }, query.Cell);
        return query.View switch
        {
            AccessQuery.Table => picture with { Table = TableOf(scope, query) },
            AccessQuery.Graph when AccessFocus.Parse(query.Focus) is { } focus => picture with { Graph = AccessGraph.Around(moment, query.Filter, focus, query.Grouping, query.Opened) },
            AccessQuery.Graph => picture,
            _ => picture with { Matrix = new MatrixView(scope, query) },
        };
    }

    private static TableView TableOf(AccessScope scope, AccessQuery query)
    {
        var rows = scope.Rows();
        var total = (int)Math.Min(int.MaxValue, rows.Total);
        var page = Math.Clamp(query.Page, 1, Math.Max(1, (int)Math.Min(int.MaxValue, (rows.Total + TableView.PageSize - 1) / TableView.PageSize)));
        return new TableView([.. rows.From((long)(page - 1) * TableView.PageSize).Take(TableView.PageSize)], page, total, null);
    }

    private static AccessPicture WithCell(AccessPicture picture, string cell)
    {
        if (cell.Length == 0)
            return picture;
        var moment = picture.Scope!.Moment;
        if (cell.Split('@') is [var who, var service, var environment] && AccessFocus.Parse(who) is { IsService: false } focus
            && moment.Policy.Principals.Find(new PolicyReference(focus.Kind, focus.Name)) is { } principal && moment.Policy.Find(environment, service) is { } deployment)
            return picture with { Why = new WhyView(moment.Atlas.Explain(principal, deployment, moment.At), null, null) };
        return picture with { CellProblem = "the principal or the deployment is not in this revision" };
    }

    /// <summary>Adds what only the store knows. Where it is away, the access itself is still shown.</summary>
    private async Task<AccessPicture> WithHistoryAsync(AccessPicture picture, AccessMoment moment, CancellationToken cancellationToken)
    {
        await Loads.TryAsync(async () =>
        {
            if (picture.Table is { } table)
                picture = picture with { Table = table with { Origins = await OriginsAsync(PolicyKind.Grant, table.Rows.Select(r => r.Rule?.Grant.Name)) } };
            if (picture.Observed is { } seen)
                picture = picture with { Observed = seen with { Origins = await OriginsAsync(PolicyKind.Grant, seen.Rows.Select(r => r.Row.Rule?.Grant.Name)) } };
            if (picture.Why is { } why)
            {
                var rules = why.Reasons.Rules.Select(r => r.Rule.Grant).ToArray();
                picture = picture with { Why = why with { Grants = await OriginsAsync(PolicyKind.Grant, rules.Select(g => g.Name)), Roles = await OriginsAsync(PolicyKind.Role, rules.Select(g => g.Role)) } };
            }

            if (picture.Query.Instant is { } at)
                picture = picture with { OfTheDay = await OfTheDayAsync(at, cancellationToken) };
        });
        return picture;

        Task<IReadOnlyDictionary<string, Revision>> OriginsAsync(PolicyKind kind, IEnumerable<string?> names) =>
            origins.FindAsync(kind, names.OfType<string>(), moment.Revision, cancellationToken);
    }

    private async Task<IReadOnlyList<Revision>> OfTheDayAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        var day = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        if (day.Year > 9000)
            return [];
        var last = await store.FindRevisionAtAsync(day.AddDays(1).AddTicks(-1), cancellationToken);
        var newest = await store.ListRevisionsAsync(last.Number + 1, MaxOfTheDay, cancellationToken);
        return [.. newest.Where(r => r.EffectiveAt >= day)];
    }
}

using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Import.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Uploads;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>What a policy says to all requests of a file that a person sent, page by page, and their way into a draft as tests.</summary>
public sealed class ManyViewModel(RequestShelf shelf, AccessHistory history, LivePolicy live, DraftWorkflow workflow, TimeProvider clock)
{
    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    /// <summary>With what a test's name adds to it, a title must stay within a test's name.</summary>
    private const int MaxTitle = 150;

    private (Guid Upload, int Revision)? seen;
    private int turn;

    public ManyQuery Query { get; private set; } = new();

    /// <summary>Null where there is none, or it is gone.</summary>
    public Upload<SentRequests>? Upload { get; private set; }

    public RequestFile? File => Upload?.File.File;

    /// <summary>Why there are no decisions, of a file that could be decided; null where there are.</summary>
    public string? Problem { get; private set; }

    /// <summary>By which they are decided.</summary>
    public int Revision { get; private set; }

    /// <summary>As of when requests without a time are decided.</summary>
    public DateTimeOffset At { get; private set; }

    public ImmutableArray<DecidedRequest> All { get; private set; } = [];

    /// <summary>What the filter leaves.</summary>
    public IReadOnlyList<DecidedRequest> Shown { get; private set; } = [];

    public IEnumerable<DecidedRequest> Rows => Shown.Skip((Query.Page - 1) * PageSize).Take(PageSize);

    public static Effect? EffectOf(string? name) => name switch
    {
        "allow" => Effect.Allow,
        "deny" => Effect.Deny,
        _ => null,
    };

    public int CountOf(Effect effect) => All.Count(d => d.Decision.Effect == effect);

    public async Task ShowAsync(ConsoleUser user, ManyQuery query)
    {
        var mine = ++turn;
        Upload = query.Upload is { } id ? shelf.Find(user.Actor.Person, id) : null;
        Query = query;
        if (File is { Problems.IsEmpty: true } file)
            await DecideAsync(Upload!.Id, file, query, mine);
        else
            (seen, All, Problem) = (null, [], null);
        // Whoever chose otherwise meanwhile is shown that.
        if (mine != turn)
            return;
        Shown = query.Effect is { } effect ? [.. All.Where(d => d.Decision.Effect == effect)] : All;
        Query = query with { Page = Math.Clamp(query.Page, 1, Math.Max(1, (Shown.Count + PageSize - 1) / PageSize)) };
    }

    /// <summary>Puts each shown request into a new draft, as a test that expects what was decided.</summary>
    public async Task<DraftResult> MakeTestsAsync(ConsoleUser user, string title)
    {
        var tests = Shown.Select(d => d.ToTest(title.Trim())).ToValueList<PolicyObject>();
        var taken = tests.FirstOrDefault(t => live.Current.Policy.Tests.ContainsKey(t.Name));
        return taken is not null
            ? DraftResult.Refused(Core.Ports.PublishRefusalKind.Conflict, $"there is a test `{taken.Name}` already: call these otherwise")
            : await workflow.CreateAsync(user, new NewDraft($"Add {Words.Count(tests.Count, "test")}: {title.Trim()}", new PolicyPatch { Upserts = tests }), CancellationToken.None);
    }

    /// <summary>Why no tests can be made under the title; null where they can.</summary>
    public string? Objection(ConsoleUser user, string title) =>
        !user.Has(Core.Ports.ConsoleRole.Editor) ? "adding tests needs the editor role"
        : Shown.Count == 0 ? "there is no request to make a test of"
        : title.Trim().Length is 0 or > MaxTitle ? string.Create(CultureInfo.InvariantCulture, $"say what the tests are about, in at most {MaxTitle} characters")
        : null;

    private async Task DecideAsync(Guid id, RequestFile file, ManyQuery query, int mine)
    {
        var number = ManyQuery.NumberOf(query.Revision);
        if (query.Revision.Length > 0 && number is null)
        {
            (seen, All, Problem) = (null, [], $"`{query.Revision}` is no revision: write its number, or nothing for the newest");
            return;
        }

        // A large file, or an earlier revision, takes its time: not on the circuit's own turn.
        var moment = await history.FindAsync(number, null, CancellationToken.None);
        if (moment is not null && seen == (id, moment.Revision))
            return;
        var now = clock.GetUtcNow();
        var decided = moment is null ? [] : await Task.Run(() => DecidedRequest.All(moment.Policy, file, now));
        if (mine != turn)
            return;
        (All, At, Revision) = (decided, now, moment?.Revision ?? 0);
        seen = moment is null ? null : (id, moment.Revision);
        Problem = moment is null ? $"there is no revision {query.Revision}" : null;
    }
}

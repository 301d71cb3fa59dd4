using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Publishing;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>All that a person must know of a request, and what they can do with it.</summary>
public sealed class RequestViewModel(RequestWorkflow workflow, RequestJudge judge, IGrantRequestStore requests, LivePolicy live)
{
    private const int MaxFormer = 20;

    // Of the readings underway only what the newest comes to is shown.
    private int newest;
    private int shownRevision;

    /// <summary>All that is shown is of one moment; null while nothing is loaded.</summary>
    public RequestSight? Shown { get; private set; }

    public RequestObjections? Objections { get; private set; }

    /// <summary>Earlier and later requests of the same principal and role, newest first.</summary>
    public IReadOnlyList<GrantRequest> Former { get; private set; } = [];

    /// <summary>Other grants that give the principal the role there.</summary>
    public IReadOnlyList<Grant> Standing { get; private set; } = [];

    /// <summary>What the newest act came to.</summary>
    public ActResult? Result { get; private set; }

    /// <summary>Whether an act runs: a second press does nothing meanwhile.</summary>
    public bool IsActing { get; set; }

    public string Longest => RequestDuration.Print(workflow.LongestDuration);

    /// <returns>False where there is no such request.</returns>
    public async Task<bool> LoadAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        var reading = ++newest;
        if (await requests.FindAsync(id, cancellationToken) is not { } request)
            return false;
        var revision = live.Current.Revision;
        // An access diff over a large policy takes its time: not on the circuit's own turn.
        var sight = await Task.Run(() => judge.Look(request), cancellationToken);
        var former = await requests.ListAsync(new GrantRequestFilter(sight.At, Like: request), null, MaxFormer, cancellationToken);
        if (reading != newest)
            return true;
        (Shown, Former, shownRevision) = (sight, former, revision);
        Standing = [.. judge.Standing(request.Principal, request.Grant.Role, request.Environment).Where(g => g.Id != request.Id)];
        Objections = RequestObjections.Of(user, sight);
        return true;
    }

    /// <summary>Loads anew where somebody acted, the policy moved, or time did; never in the middle of an act of this page, which shows by itself what it came to.</summary>
    public async Task<bool> RefreshAsync(ConsoleUser user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsActing || Shown is not { } shown || await requests.FindAsync(shown.Request.Id, cancellationToken) is not { } request || IsActing)
            return false;
        if (request.Version == shown.Request.Version && request.StandingAt(now) == shown.Standing && live.Current.Revision == shownRevision)
            return false;
        return await LoadAsync(user, request.Id, cancellationToken);
    }

    /// <param name="seen">What the person saw who pressed: of anything else nothing is approved.</param>
    /// <param name="typed">The environments that widen by it, where it is the last one.</param>
    public Task ApproveAsync(ConsoleUser user, RequestSight seen, string comment, string typed = "") => ActAsync(user, "approved", async id =>
        await UnconfirmedAsync(user, id, typed.Trim()) is { } wanted
            ? RequestResult.Refused(PublishRefusalKind.Conflict, $"your approval is the last by now, and access in {wanted} widens: type {wanted} to confirm")
            : await workflow.ApproveAsync(user, id, seen.Digest!, comment, CancellationToken.None));

    public Task DeclineAsync(ConsoleUser user, string reason) => ActAsync(user, "declined", id => workflow.DeclineAsync(user, id, reason, CancellationToken.None));

    public Task WithdrawAsync(ConsoleUser user) => ActAsync(user, "withdrawn", id => workflow.WithdrawAsync(user, id, CancellationToken.None));

    public Task AskForMoreAsync(ConsoleUser user, string duration, string reason) => ActAsync(user, "waiting for more time", id => RequestDuration.Parse(duration) is { } parsed
        ? workflow.AskForMoreAsync(user, id, parsed, reason, CancellationToken.None)
        : Task.FromResult(RequestResult.Refused(PublishRefusalKind.Invalid, $"`{duration}` is no duration: {RequestDuration.Forms}")));

    public Task EndAsync(ConsoleUser user, string reason) => ActAsync(user, "taken back", id => workflow.EndAsync(user, id, reason, CancellationToken.None));

    /// <summary>The store did not answer in the middle of an act.</summary>
    public void SayUnknown() => Result = new ActResult("not answered", new PublishRefusal(
        PublishRefusalKind.Conflict, "the database may be away, and what you asked for may be done or not; the page shows which as soon as it can read the request", []));

    /// <summary>Somebody else may have approved since the page was read, so that this one publishes.</summary>
    private async Task<string?> UnconfirmedAsync(ConsoleUser user, Guid id, string typed)
    {
        if (await requests.FindAsync(id, CancellationToken.None) is not { } request)
            return null;
        var objections = await Task.Run(() => RequestObjections.Of(user, judge.Look(request)));
        return objections is { Approve: null, Confirmation: { Length: > 0 } wanted } && wanted != typed ? wanted : null;
    }

    private async Task ActAsync(ConsoleUser user, string done, Func<Guid, Task<RequestResult>> act)
    {
        var result = await act(Shown!.Request.Id);
        Result = result.Refusal is { } refusal ? new ActResult("refused", refusal)
            : new ActResult(result.Revision is { } revision ? $"{done}: revision {revision.Number} is published" : done, null);
        // What cannot be read now, the next refresh shows: that the act was done stands in any case.
        await Loads.TryAsync(() => LoadAsync(user, Shown!.Request.Id, CancellationToken.None));
    }
}

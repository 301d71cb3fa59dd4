using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Publishing;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>Asking for access: what it would open, who would have to approve it, and the ask.</summary>
public sealed class AskViewModel(RequestWorkflow workflow, LivePolicy live)
{
    private int turn;

    /// <summary>Null while nothing was asked about, or it is being worked out.</summary>
    public RequestPreview? Preview { get; private set; }

    /// <summary>What the preview is of.</summary>
    public AskQuery? Shown { get; private set; }

    public bool IsWorking { get; private set; }

    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    /// <summary>What the newest ask was refused for.</summary>
    public PublishRefusal? Refusal { get; private set; }

    public string Longest => RequestDuration.Print(workflow.LongestDuration);

    public IEnumerable<string> Environments => live.Current.Policy.Environments.Keys;

    public IEnumerable<string> Roles => live.Current.Policy.Roles.Keys;

    public IEnumerable<string> Principals(PolicyKind kind) => kind == PolicyKind.Workload ? live.Current.Policy.Workloads.Keys : live.Current.Policy.Pipelines.Keys;

    /// <summary>Those of a field, by its pointer.</summary>
    public IReadOnlyList<Diagnostic> At(string pointer) => [.. Problems.Where(p => p.Pointer == pointer)];

    /// <param name="isPressed">Whether somebody asked to be shown it: what an address leaves open is not wrong before.</param>
    public async Task ShowAsync(AskQuery query, bool isPressed)
    {
        var mine = ++turn;
        (Preview, Shown, Refusal, Problems) = (null, null, null, []);
        if (!query.IsWhole && !isPressed)
            return;
        // The reason is asked for only as it is sent.
        var (ask, problems) = query.Ask("");
        if (ask is null)
        {
            (Problems, Shown) = ([.. Unnamed(query), .. problems], query);
            return;
        }

        IsWorking = true;
        // Over a large policy the diff takes its time: not on the circuit's own turn.
        var preview = await Task.Run(() => workflow.Preview(ask));
        if (mine != turn)
            return;
        (IsWorking, Shown, Preview) = (false, query, preview);
        Problems = preview.Problems;
    }

    /// <returns>The request; null where it was refused.</returns>
    public async Task<GrantRequest?> AskAsync(ConsoleUser user, AskQuery seen, string reason)
    {
        var (ask, problems) = seen.Ask(reason);
        if (ask is null)
        {
            Problems = problems;
            return null;
        }

        var result = await workflow.AskAsync(user, ask, CancellationToken.None);
        Refusal = result.Refusal;
        return result.Request;
    }

    /// <summary>What is wrong with whom and what, whatever is wrong with the rest.</summary>
    private ImmutableArray<Diagnostic> Unnamed(AskQuery query) =>
        AskCheck.Problems(new AccessAsk(new PolicyReference(query.Kind, query.Name), query.Role, query.Environment, Conditions.None, AskCheck.Shortest, ""), live.Current.Policy.Objects, workflow.LongestDuration);
}

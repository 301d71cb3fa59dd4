using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.Exploring.Stories;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Stories;

/// <summary>The story of what was asked for last, and how much of it is shown.</summary>
public sealed class StoryViewModel(StoryTeller teller, DecisionCompleteness completeness)
{
    /// <summary>How many values of one claim are shown.</summary>
    public const int MaxValues = 5;

    public static readonly (string, string)[] Kinds = [(nameof(StoryKind.Build), "build"), (nameof(StoryKind.Job), "job"), (nameof(StoryKind.Trace), "trace")];

    private int turn;

    public StoryQuery Query { get; private set; } = new();

    /// <summary>Null while it is being put together, where nothing was asked for, and where it could not be had.</summary>
    public Story? Story { get; private set; }

    /// <summary>How many decisions of the last days are known not to be in the log; null for who reads of some places only.</summary>
    public long? Lost { get; private set; }

    public bool Failed { get; private set; }

    /// <summary>Whether every call is shown, however many there are.</summary>
    public bool IsWhole { get; private set; }

    public string Title => Query.Question is { } question ? $"Story of {question.Kind.ToString().ToLowerInvariant()} {question.Value}" : "Story of a build";

    public static string ExampleOf(StoryKind kind) => kind switch
    {
        StoryKind.Build => "acme/payments-deploy#1417, or the build's id",
        StoryKind.Job => "the job's id",
        StoryKind.Trace => "32 hexadecimal digits",
    };

    public async Task LoadAsync(ConsoleUser user, StoryQuery query, CancellationToken cancellationToken)
    {
        var mine = ++turn;
        (Query, Story, Lost, IsWhole, Failed) = (query, null, null, false, false);
        if (query.Question is not { } question)
            return;
        var isTold = await Loads.TryAsync(async () =>
        {
            var told = await teller.TellAsync(user, question, cancellationToken);
            var lost = user.HasEverywhere(ConsoleRole.Viewer) ? (await completeness.OfWindowAsync(cancellationToken)).Lost : (long?)null;
            // Whoever asked for another meanwhile is told that.
            if (mine == turn)
                (Story, Lost) = (told, lost);
        });
        if (mine == turn)
            Failed = !isTold;
    }

    public void ShowWhole() => IsWhole = true;
}

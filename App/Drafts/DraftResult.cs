using AccessConsole.Core.Ports;

namespace AccessConsole.Drafts;

/// <summary>The draft after an act, or why the act was refused.</summary>
public sealed record DraftResult(Draft? Draft, PublishRefusal? Refusal)
{
    public static DraftResult Done(Draft draft) => new(draft, null);

    public static DraftResult Refused(PublishRefusalKind kind, string message) => new(null, new PublishRefusal(kind, message, []));
}

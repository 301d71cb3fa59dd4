namespace AccessConsole.Core.Ports;

/// <summary>Why decisions are not in the log. Persisted and on the wire by name: do not rename.</summary>
public static class LossCauses
{
    /// <summary>An engine's puller could not read or send them in time.</summary>
    public const string Unsent = "unsent";

    /// <summary>They are no decision of this policy, or not in a form that is known.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>They speak of another environment or service than the token that told them.</summary>
    public const string Foreign = "foreign";

    /// <summary>Their time lies before what is kept, or in the future.</summary>
    public const string OutOfTime = "out_of_time";

    /// <summary>The database refused them.</summary>
    public const string Refused = "refused";

    /// <summary>The console ended before the database took them.</summary>
    public const string Stopped = "stopped";

    /// <summary>The console made them itself, over HTTP, faster than it keeps them or while nothing had room for them.</summary>
    public const string NoRoom = "no_room";

    public static IReadOnlyList<string> All { get; } = [Unsent, Unreadable, Foreign, OutOfTime, Refused, Stopped, NoRoom];
}

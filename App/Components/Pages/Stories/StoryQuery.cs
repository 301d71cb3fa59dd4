using System.Globalization;
using AccessConsole.Exploring.Stories;

namespace AccessConsole.Components.Pages.Stories;

/// <summary>Of what a story is told, as the address says it.</summary>
public sealed record StoryQuery : IAddressed
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public StoryKind Kind { get; init; }

    public string Value { get; init; } = "";

    /// <summary>An instant of it; null where nobody said one.</summary>
    public DateTimeOffset? Around { get; init; }

    public string Address => Addresses.Of(
        "/decisions/story", (Kind.ToString().ToLowerInvariant(), Value), ("at", Around?.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture) ?? ""));

    public StoryQuestion? Question => Value.Trim() is { Length: > 0 } value ? new StoryQuestion(Kind, value, Around) : null;

    public static StoryQuery Read(string? build, string? job, string? trace, string? at)
    {
        var around = DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant.ToUniversalTime() : (DateTimeOffset?)null;
        return (build, job, trace) switch
        {
            (_, { Length: > 0 }, _) => new StoryQuery { Kind = StoryKind.Job, Value = job, Around = around },
            (_, _, { Length: > 0 }) => new StoryQuery { Kind = StoryKind.Trace, Value = trace, Around = around },
            _ => new StoryQuery { Kind = StoryKind.Build, Value = build ?? "", Around = around },
        };
    }
}

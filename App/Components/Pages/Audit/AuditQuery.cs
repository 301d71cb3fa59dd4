using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Audit;

/// <summary>Which events are shown, as the address says it. Empty parts do not filter.</summary>
public sealed record AuditQuery : IAddressed
{
    private const char Between = ' ';

    /// <summary>Issuer and subject, with a space between them.</summary>
    public string Who { get; init; } = "";

    public string Action { get; init; } = "";

    /// <summary>What was acted on, such as <c>revision/42</c>.</summary>
    public string Object { get; init; } = "";

    /// <summary>UTC, as a field has it: events from then on.</summary>
    public string Since { get; init; } = "";

    /// <summary>UTC, as a field has it: the log as it stood then.</summary>
    public string Until { get; init; } = "";

    /// <summary>The event after which the page begins.</summary>
    public long? Before { get; init; }

    /// <summary>The event that is shown whole.</summary>
    public long? Event { get; init; }

    public bool IsFiltered => this with { Before = null, Event = null } != new AuditQuery();

    public string Address => Addresses.Of(
        "/audit", ("who", Who), ("action", Action), ("object", Object), ("since", Since), ("until", Until), ("before", Number(Before)), ("event", Number(Event)));

    /// <summary>The export of the time that is shown. It has every event of that time, whatever else is filtered.</summary>
    public string ExportAddress => Addresses.Of("/api/v1/audit/export", ("since", Instant(Since)), ("until", Instant(Until)));

    /// <summary>Null where a part cannot be read, as <see cref="Problem"/> says.</summary>
    public AuditFilter? Filter => Problem is not null
        ? null
        : new AuditFilter(Filled(Action), Filled(Object.Trim()), Person(Who), UtcText.Read(Since), UtcText.Read(Until));

    /// <summary>What of the query cannot be read; null where everything can.</summary>
    public string? Problem
    {
        get
        {
            if ((Since.Length > 0 && UtcText.Read(Since) is null) || (Until.Length > 0 && UtcText.Read(Until) is null))
                return "a time is written like `2026-06-03T14:00`, in UTC";
            return UtcText.Read(Since) >= UtcText.Read(Until) ? "`from` is not before `until`" : null;
        }
    }

    public static string WhoOf(PersonId person) => $"{person.Issuer}{Between}{person.Subject}";

    private static PersonId? Person(string who) => who.Split(Between, 2) is [var issuer, var subject] ? new PersonId(issuer, subject) : null;

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Instant(string text) => UtcText.Read(text) is { } at ? UtcText.WriteInstant(at) : "";
}

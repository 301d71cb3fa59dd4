using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Exploring;

namespace AccessConsole.Components.Pages.Access;

/// <summary>What of the access is shown, as the address says it. Empty parts do not filter.</summary>
public sealed record AccessQuery
{
    public const string Matrix = "";
    public const string Table = "table";
    public const string Graph = "graph";

    public string View { get; init; } = Matrix;

    public string Environment { get; init; } = "";

    /// <summary>Words of principals' names and labels.</summary>
    public string Principal { get; init; } = "";

    public string Team { get; init; } = "";

    public string Service { get; init; } = "";

    public string ServiceTeam { get; init; } = "";

    public bool IsDeclared { get; init; }

    /// <summary>Whether what engines decided is laid over what is declared.</summary>
    public bool IsObserved { get; init; }

    public string Revision { get; init; } = "";

    /// <summary>UTC, a date and time as a field has it, or a date alone for its last instant.</summary>
    public string At { get; init; } = "";

    public int Rows { get; init; } = 1;

    public int Columns { get; init; } = 1;

    public int Page { get; init; } = 1;

    /// <summary>Around what the graph is drawn, such as <c>pipeline/deploy</c>.</summary>
    public string Focus { get; init; } = "";

    /// <summary>What the ways of the graph are gathered by; empty for what suits their number.</summary>
    public string Group { get; init; } = "";

    /// <summary>The open groups of the graph, as <see cref="OpenGroups"/> spells them; empty for what suits the number of ways.</summary>
    public string Open { get; init; } = "";

    /// <summary>The cell whose reasons are shown, as <c>pipeline/deploy@payments@production</c>.</summary>
    public string Cell { get; init; } = "";

    public AccessFilter Filter => new(Environment, new LabelFilter(Principal, Team), new LabelFilter(Service, ServiceTeam), IsDeclared);

    public GraphGrouping? Grouping => GraphGroupings.Parse(Group);

    public OpenGroups? Opened => OpenGroups.Parse(Open);

    public bool IsFiltered => Environment.Length + Principal.Length + Team.Length + Service.Length + ServiceTeam.Length > 0;

    public string Address => Addresses.Of("/access", [("view", View), .. Common(), ("rows", Number(Rows)), ("columns", Number(Columns)), ("page", Number(Page)), ("focus", Focus), ("group", Group), ("open", Open), ("cell", Cell)]);

    /// <summary>The same question to the API.</summary>
    public string ApiAddress(string path) => Addresses.Of(
        path, ("environment", Environment), ("principal", Principal), ("team", Team), ("service", Service), ("serviceTeam", ServiceTeam), ("mode", ModeText),
        ("revision", Revision), ("at", Instant is { } at ? at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : ""), ("focus", Focus), ("group", Grouping?.Name() ?? ""), ("open", Open));

    private string ModeText => IsObserved ? "observed" : IsDeclared ? "declared" : "";

    /// <summary>Null where no time is given, or one that is none.</summary>
    public DateTimeOffset? Instant
    {
        get
        {
            if (DateOnly.TryParseExact(At, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return EndOf(day);
            return UtcText.Read(At);
        }
    }

    public int? RevisionNumber => int.TryParse(Revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What cannot be read; null where all can.</summary>
    public string? Problem => (At.Length > 0 && Instant is null, Revision.Length > 0 && RevisionNumber is null) switch
    {
        (true, _) => $"`{At}` is no date and time: write it like `2026-06-03` or `2026-06-03T14:00`, in UTC",
        (_, true) => $"`{Revision}` is no revision: write its number",
        _ => null,
    };

    public static string CellOf(PolicyReference principal, string service, string environment) => $"{principal.Kind.Noun()}/{principal.Name}@{service}@{environment}";

    /// <summary>The graph around something else.</summary>
    public AccessQuery Around(PolicyReference reference) => this with { View = Graph, Focus = AccessFocus.Of(reference).ToString(), Group = "", Open = "", Cell = "" };

    /// <summary>The first page of another choice of principals and services.</summary>
    public AccessQuery FromStart() => this with { Rows = 1, Columns = 1, Page = 1, Cell = "" };

    private (string Name, string? Value)[] Common() =>
    [
        ("environment", Environment), ("principal", Principal), ("team", Team), ("service", Service), ("serviceTeam", ServiceTeam), ("mode", ModeText),
        ("revision", Revision), ("at", At),
    ];

    private static DateTimeOffset EndOf(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);

    private static string Number(int page) => page > 1 ? page.ToString(CultureInfo.InvariantCulture) : "";
}

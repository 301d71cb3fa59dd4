using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>Which access is asked about, as a query says it.</summary>
public sealed record AccessParameters(
    [property: Description("Only of this environment.")] string? Environment,
    [property: Description("Only of principals with these words in name or labels; `name=…` for exactly one.")] string? Principal,
    [property: Description("Only of principals with this label `team`; `-` for those without.")] string? Team,
    [property: Description("Only of services with these words in name or labels; `name=…` for exactly one.")] string? Service,
    [property: Description("Only of services with this label `team`; `-` for those without.")] string? ServiceTeam,
    [property: AllowedValues("effective", "declared", "observed"), Description("What is asked about: access in effect, where it is left out; `declared` for grants as they are written; `observed`, of the graph alone, for what was seen.")] string? Mode,
    [property: Description("At this revision; the newest where neither this nor `at` is given.")] int? Revision,
    [property: Description("The revision in force at this instant, and what was in force of it.")] DateTimeOffset? At)
{
    internal AccessFilter Filter => AccessFilter.Of(Environment, Principal, Team, Service, ServiceTeam, Mode);
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>Which access is asked about, as a query says it.</summary>
public sealed record AccessParameters(
    [Description("Only of this environment.")] string? Environment,
    [Description("Only of principals with these words in name or labels; `name=…` for exactly one.")] string? Principal,
    [Description("Only of principals with this label `team`; `-` for those without.")] string? Team,
    [Description("Only of services with these words in name or labels; `name=…` for exactly one.")] string? Service,
    [Description("Only of services with this label `team`; `-` for those without.")] string? ServiceTeam,
    [AllowedValues("effective", "declared", "observed"), Description("What is asked about: access in effect, where it is left out; `declared` for grants as they are written; `observed`, of the graph alone, for what was seen.")] string? Mode,
    [Description("At this revision; the newest where neither this nor `at` is given.")] int? Revision,
    [Description("The revision in force at this instant, and what was in force of it.")] DateTimeOffset? At)
{
    internal AccessFilter Filter => AccessFilter.Of(Environment, Principal, Team, Service, ServiceTeam, Mode);
}

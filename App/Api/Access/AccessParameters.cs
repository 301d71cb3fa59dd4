using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AccessConsole.Exploring;
using Microsoft.AspNetCore.Http.HttpResults;

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
    /// <param name="isLaidOver">Whether what was observed may be asked for.</param>
    /// <returns>What is wrong with the mode; null where nothing is.</returns>
    internal string? ModeObjection(bool isLaidOver) => Mode is null or "effective" or "declared" || isLaidOver && Mode == "observed" ? null
        : $"`mode` is `{Mode}`: use effective{(isLaidOver ? ", declared or observed" : " or declared; `/api/v1/access/observed` has what was observed")}";

    /// <returns>What refuses an export of an environment that there is not, which would bear witness to nothing; null where there is it.</returns>
    internal ProblemHttpResult? NoEnvironment(AccessMoment moment) => string.IsNullOrEmpty(Environment) || moment.Policy.Environments.ContainsKey(Environment) ? null
        : Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"environment `{Environment}` in revision {moment.Revision}"));

    internal AccessFilter Filter => AccessFilter.Of(Environment, Principal, Team, Service, ServiceTeam, Mode);
}

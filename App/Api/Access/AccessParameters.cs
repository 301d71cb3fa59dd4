using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>Which access is asked about, as a query says it.</summary>
/// <param name="Principal">Words of a principal's name or labels; <c>name=…</c> for exactly one.</param>
/// <param name="Team">The principals' label <c>team</c>; <c>-</c> for those without.</param>
/// <param name="Service">As <paramref name="Principal"/>.</param>
/// <param name="ServiceTeam">As <paramref name="Team"/>.</param>
/// <param name="Mode"><c>effective</c> (default) or <c>declared</c>.</param>
/// <param name="Revision">The newest where neither this nor <paramref name="At"/> is given.</param>
/// <param name="At">The revision in force then, and what was in force of it.</param>
public sealed record AccessParameters(
    string? Environment, string? Principal, string? Team, string? Service, string? ServiceTeam, string? Mode, int? Revision, DateTimeOffset? At)
{
    internal AccessFilter Filter => AccessFilter.Of(Environment, Principal, Team, Service, ServiceTeam, Mode);
}

using AccessConsole.Core.Requests;

namespace AccessConsole.Data.Stores;

/// <summary>A request as the database has it.</summary>
/// <param name="Tracked">The instance that the context tracks; it changes as it is stored, so nobody else sees it.</param>
/// <param name="Request">The same with its steps.</param>
internal sealed record StandingRequest(GrantRequest Tracked, GrantRequest Request);

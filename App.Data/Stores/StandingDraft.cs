using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Stores;

/// <summary>A draft as the database has it.</summary>
/// <param name="Tracked">The instance that the context tracks; it changes as it is stored, so nobody else sees it.</param>
/// <param name="Draft">The same with its current approvals.</param>
/// <param name="ContentVersion">The version at which patch or base last changed.</param>
internal sealed record StandingDraft(Draft Tracked, Draft Draft, int ContentVersion);

using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Access;

/// <summary>The reasons of one cell, with who brought them about.</summary>
/// <param name="Grants">By name, the revision that made the grant what it is; null where the database is away.</param>
/// <param name="Roles">Likewise of roles.</param>
public sealed record WhyView(ReachReasons Reasons, IReadOnlyDictionary<string, Revision>? Grants, IReadOnlyDictionary<string, Revision>? Roles);

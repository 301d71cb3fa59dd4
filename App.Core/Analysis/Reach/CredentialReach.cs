using System.Collections.Immutable;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>What passes with one of a principal's credentials.</summary>
/// <param name="Note">Why rules do not decide, or decide otherwise than written; null where they do as written.</param>
/// <param name="Regions">What passes; empty for nothing.</param>
public sealed record CredentialReach(IdentityRef Identity, string? Note, ImmutableArray<AccessRegion> Regions);

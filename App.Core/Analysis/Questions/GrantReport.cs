using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>What one grant is good for, with the request that shows it.</summary>
/// <param name="CoveredBy">The grants each of which by itself says all that it says, as far as it is not denied.</param>
/// <param name="CoveredTogetherBy">Where no single one does: those that do so together.</param>
/// <param name="Denied">The denies that take something of what it allows, each with what.</param>
/// <param name="Covers">The grants that are unnecessary beside this one alone, and that do not say as much.</param>
/// <param name="SameAs">The grants that say the same.</param>
/// <param name="Proof">A request that shows the status to be so; null where nobody can make one.</param>
public sealed record GrantReport(
    Grant Grant, GrantStatus Status, ImmutableArray<string> CoveredBy, ImmutableArray<string> CoveredTogetherBy, ImmutableArray<DeniedPart> Denied,
    ImmutableArray<BroaderThan> Covers, ImmutableArray<string> SameAs, GrantProof? Proof)
{
    public bool IsRedundant => Status != GrantStatus.Needed;
}

/// <summary>What a deny takes of what a grant allows at one deployment.</summary>
public sealed record DeniedPart(string Deny, string Environment, string Service, ImmutableArray<AccessRegion> Regions);

/// <summary>A grant that says less.</summary>
/// <param name="Beyond">A request that only the broader one speaks of.</param>
public sealed record BroaderThan(string Grant, Witness Beyond);

/// <summary>A request that the grant speaks of, decided with it and without it.</summary>
public sealed record GrantProof(Witness With, Decision Without);

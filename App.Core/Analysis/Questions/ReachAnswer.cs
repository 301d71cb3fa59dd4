using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>The answer to whether somebody can ever reach something.</summary>
/// <param name="Pairs">How many pairs of principal and deployment it was asked of.</param>
/// <param name="Reaching">How many of them reach.</param>
/// <param name="Found">The first pairs that reach; where none does, the first that do not, each with what stands in the way.</param>
public sealed record ReachAnswer(long Pairs, long Reaching, ImmutableArray<ReachPair> Found)
{
    public bool CanReach => Reaching > 0;
}

/// <summary>One principal at one deployment.</summary>
/// <param name="Principal">Null for a caller without credential.</param>
/// <param name="Ways">How it gets there, one for each of its credentials by which it does; none where it does not.</param>
/// <param name="Obstacles">What it would take, the nearest first; only where it does not get there.</param>
/// <param name="Denies">Deny grants that take something of what grants give it.</param>
/// <param name="Witness">A request that gets there, or one that comes nearest to and is refused.</param>
public sealed record ReachPair(
    PolicyReference? Principal, string Environment, string Service, ImmutableArray<ReachWay> Ways, ImmutableArray<Obstacle> Obstacles, ImmutableArray<string> Denies, Witness Witness)
{
    public bool Reaches => !Ways.IsEmpty;
}

/// <summary>What passes with one credential, and by which grants.</summary>
/// <param name="Note">Why something passes that no grant allows; null where grants do.</param>
public sealed record ReachWay(IdentityRef Identity, ImmutableArray<AccessRegion> Regions, ImmutableArray<string> Grants, string? Note);

/// <summary>What stands in a principal's way.</summary>
/// <param name="Grant">The grant that would let it through but for this, or the deny that turns it away; null where it is no grant's affair.</param>
/// <param name="Failed">principal, environment, method, path, credential, expires, denied, or deployment.</param>
public sealed record Obstacle(string? Grant, string Failed, string Detail);

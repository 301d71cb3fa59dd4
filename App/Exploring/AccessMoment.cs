using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Exploring;

/// <summary>The policy of a revision, judged at an instant.</summary>
/// <param name="At">When grants are taken to begin and end.</param>
/// <param name="IsLive">Whether it is the revision in force, now.</param>
public sealed record AccessMoment(int Revision, PolicySet Policy, ReachAtlas Atlas, DateTimeOffset At, bool IsLive);

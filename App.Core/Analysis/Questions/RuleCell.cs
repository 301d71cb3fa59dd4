using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>A rule as callers of one kind meet it: all who fare alike at a deployment share one.</summary>
/// <param name="Subject">One of those callers.</param>
/// <param name="Others">The other rules that speak of them.</param>
internal readonly record struct RuleCell(RuleSubject Subject, Regime Regime, bool HasToken, bool IsConnection, ImmutableArray<DeploymentRule> Others);

/// <summary>A caller: a class, or a credential of a principal.</summary>
/// <param name="Class">Null for a principal.</param>
/// <param name="Principal">Its number in the roster.</param>
/// <param name="Credential">Which of its credentials.</param>
internal readonly record struct RuleSubject(IdentityRef? Class, int Principal, int Credential);

using AccessConsole.Core.Resolution;

namespace AccessConsole.Exploring;

/// <summary>One of the policies that a question is about.</summary>
/// <param name="Name">What it is called, such as <c>revision 12</c>.</param>
/// <param name="At">When grants are taken to begin and end.</param>
public sealed record PolicySide(string Name, PolicySet Policy, DateTimeOffset At);

/// <summary>A side, or why there is none.</summary>
/// <param name="IsMalformed">Whether the text names nothing that could be; else what it names is not there.</param>
public sealed record PolicySideResult(PolicySide? Side, string? Problem = null, bool IsMalformed = false);

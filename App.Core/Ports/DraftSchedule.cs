using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>That a submitted draft publishes itself at an instant, and for whom.</summary>
/// <param name="At">From when on.</param>
/// <param name="By">Who set it, and whose roles must hold then too.</param>
/// <param name="Digest">What that person saw, and the only change that is published.</param>
/// <param name="Groups">The groups of the identity provider that gave the person their roles; null for a token, and for roles that are not a provider's.</param>
/// <param name="IsStaged">Whether it is published in the stages of its environments.</param>
public sealed record DraftSchedule(DateTimeOffset At, Actor By, DateTimeOffset SetAt, string Digest, ValueList<string>? Groups = null, bool IsStaged = false);

/// <summary>A draft whose instant has come.</summary>
public sealed record DueDraft(Guid Id, DraftSchedule Schedule);

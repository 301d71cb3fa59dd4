using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Requests;

/// <summary>What a request would open if it were approved now. Nothing is stored.</summary>
/// <param name="Problems">Why it cannot be asked for; empty where it can.</param>
/// <param name="Review">Null where names or durations are wrong.</param>
/// <param name="Places">Whose approvals it needs.</param>
/// <param name="Standing">Grants that give the same principal the same role there already.</param>
public sealed record RequestPreview(ImmutableArray<Diagnostic> Problems, ChangeReview? Review, ImmutableArray<PlaceApproval> Places, IReadOnlyList<Grant> Standing);

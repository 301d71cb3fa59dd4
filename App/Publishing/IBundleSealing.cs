using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Signing;

namespace AccessConsole.Publishing;

/// <summary>Turns what was compiled into signed archives, by the console's own keys or by a signer's.</summary>
public interface IBundleSealing
{
    /// <summary>The number to publish under.</summary>
    /// <param name="next">The lowest that the store allows.</param>
    Task<int> NumberAsync(int next, CancellationToken cancellationToken);

    /// <summary>Archives of whatever says something else than before or is vouched for by nobody, once for each live key; all others keep theirs.</summary>
    Task<ImmutableArray<StoredBundle>> SealAsync(SealOrder order, CancellationToken cancellationToken);
}

/// <summary>What is to be sealed, and why it may be.</summary>
/// <param name="Basis">What the revision follows.</param>
/// <param name="Compiled">Every bundle that may differ.</param>
/// <param name="Patch">As its approvers had it before them.</param>
/// <param name="NewIds">The ids that objects of the patch were given beyond it.</param>
/// <param name="Approvals">Those that count.</param>
/// <param name="ReviewedAt">The instant as of which the change was reviewed.</param>
public sealed record SealOrder(
    SigningKind Kind, LiveState Basis, CompilationInput Input, IEnumerable<CompiledBundle> Compiled, int Revision, PolicyPatch Patch, ValueList<Guid> NewIds,
    ValueList<Approval> Approvals, Draft? Draft, DateTimeOffset ReviewedAt)
{
    /// <summary>The plans of the environments to which it goes in stages.</summary>
    public IReadOnlyDictionary<string, RolloutPlan> Plans { get; init; } = ImmutableDictionary<string, RolloutPlan>.Empty;
}

using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Signing;

namespace AccessConsole.Signer;

/// <summary>What is published for certain, and what was signed on top of it.</summary>
/// <param name="Pending">Null where nothing was signed since.</param>
internal sealed record DeskState(SignedState Settled, SignedState? Pending)
{
    /// <summary>The highest number that was ever given out.</summary>
    public int Highest => Pending?.Revision ?? Settled.Revision;

    /// <summary>What a request is against: what is pending, which the console published then, or what it stands on, which the console could not leave.</summary>
    public SignedState? BaseOf(SigningRequest request) => Pending?.IsBaseOf(request) == true ? Pending : Settled.IsBaseOf(request) ? Settled : null;

    public SignedState After(SignedState basis, SigningRequest request, string digest, SigningPlan plan, IReadOnlyList<SignedArchive> archives) => new(
        request.Revision,
        plan.Patch.IsEmpty ? basis.PolicyRevision : request.Revision,
        PolicyDigest.After(basis.PolicyDigest, plan.Patch),
        plan.Input,
        SignedState.Take(basis.Scopes, archives),
        digest,
        // What was signed and not published is part of the history too.
        SignedState.ChainAfter((Pending ?? Settled).Chain, digest, archives));

    /// <summary>The digest of a scope's current archive by a key; null where there is none.</summary>
    public string? DigestOf(BundleScope scope, string keyId) => Settled.Scopes.GetValueOrDefault(scope)?.ByKey.GetValueOrDefault(keyId);

    public override string ToString() => Pending is null ? $"revision {Settled.Revision}" : $"revision {Settled.Revision}, with {Pending.Revision} signed on top";
}

using System.Collections.Immutable;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Signing;

/// <summary>
/// What the signer signs. Its own base, its own clock, its own look at issuers and what identity providers signed decide; nothing that the console says of itself does.
/// </summary>
public sealed class SigningRules(ChangeReviewer reviewer, PolicyCompiler compiler)
{
    /// <param name="basis">The signer's own state that the request is against.</param>
    /// <param name="highest">The highest number that the signer ever gave out.</param>
    /// <param name="atIssuers">What the signer found at issuers whose keys change, by provider.</param>
    /// <param name="now">By the signer's clock.</param>
    public SigningVerdict Judge(
        SignedState basis, int highest, SigningRequest request, IReadOnlyDictionary<string, JwkSet> atIssuers, ApprovalTrust trust, DateTimeOffset now)
    {
        if (request.Revision <= highest)
            return Refuse(SigningRefusalKind.Revision, $"revision {request.Revision} is not above {highest}, which was signed before");
        if (Untimely(basis, request, trust.Skew, now) is { } untimely)
            return Refuse(SigningRefusalKind.Time, untimely);
        if (Completed(basis, request) is not { } patch)
            return Refuse(SigningRefusalKind.Malformed, "the request names fewer or more ids than its patch has new objects");
        var review = reviewer.Review(basis.PolicyRevision, basis.Input.Policy, request.Patch, request.ReviewedAt);
        var (approvals, objection) = Cover(basis, request, review, trust, now);
        if (objection is not null)
            return new SigningVerdict(objection, null);
        var policy = patch.IsEmpty ? basis.Input.Policy : basis.Input.Policy.Apply(patch);
        if (LastBoundary(policy, now - trust.Skew) is { } passed && passed > request.EffectiveAt)
            return Refuse(SigningRefusalKind.Time, $"it is in force from {Rfc3339.Write(request.EffectiveAt)}, and leaves out what began or ended at {Rfc3339.Write(passed)}");
        var keys = IssuerKeyRules.Used(policy, request.IssuerKeys);
        if (IssuerKeyRules.Objection(basis.Input, policy, keys, atIssuers) is { } foreign)
            return new SigningVerdict(foreign, null);
        return new SigningVerdict(null, new SigningPlan(patch, new CompilationInput(policy, keys, request.EffectiveAt), approvals));
    }

    /// <summary>The providers whose keys must be looked up before <see cref="Judge"/>; none where the patch cannot be applied, which is refused there.</summary>
    public IReadOnlyList<IdentityProvider> ToLookUp(SignedState basis, SigningRequest request)
    {
        if (request.IssuerKeys.SequenceEqual(basis.Input.IssuerKeys) && !request.Patch.Upserts.Any(change => change is IdentityProvider))
            return [];
        // What has errors is not applied; the review says which.
        var policy = reviewer.Review(basis.PolicyRevision, basis.Input.Policy, request.Patch, request.ReviewedAt).Draft;
        return [.. IssuerKeyRules.ToLookUp(basis.Input, policy, IssuerKeyRules.Used(policy, request.IssuerKeys))];
    }

    private static string? Untimely(SignedState basis, SigningRequest request, TimeSpan skew, DateTimeOffset now)
    {
        if ((request.ReviewedAt - now).Duration() > skew)
            return $"it was reviewed at {Rfc3339.Write(request.ReviewedAt)}, and the signer's clock says {Rfc3339.Write(now)}: set the clocks right";
        if (request.EffectiveAt.Ticks % TimeSpan.TicksPerSecond != 0)
            return "it is in force from a fraction of a second";
        if (request.EffectiveAt < basis.Input.EffectiveAt)
            return $"it is in force from {Rfc3339.Write(request.EffectiveAt)}, before what it follows";
        var latest = basis.Input.EffectiveAt > now + skew ? basis.Input.EffectiveAt : now + skew;
        return request.EffectiveAt > latest ? $"it is in force from {Rfc3339.Write(request.EffectiveAt)}, which the signer's clock has not reached" : null;
    }

    /// <summary>The patch with the ids that the console made; null where they are not as many as are missing.</summary>
    private static PolicyPatch? Completed(SignedState basis, SigningRequest request)
    {
        var used = 0;
        var patch = PatchIds.Complete(request.Patch, basis.Input.Policy.Objects, () => used++ < request.NewIds.Count ? request.NewIds[used - 1] : Guid.Empty);
        return used == request.NewIds.Count && request.NewIds.Distinct().Count() == used ? patch : null;
    }

    private static (ValueList<ManifestApproval> Approvals, SigningRefusal? Objection) Cover(
        SignedState basis, SigningRequest request, ChangeReview review, ApprovalTrust trust, DateTimeOffset now) => request.Kind switch
        {
            SigningKind.Change => CoverChange(request, review, trust, now),
            SigningKind.Emergency => ([], CoverEmergency(basis, review)),
            SigningKind.Boundary or SigningKind.IssuerKeys or SigningKind.Anew => ([], request.Patch.IsEmpty ? null : new SigningRefusal(SigningRefusalKind.Kind, "what the console publishes by itself leaves the policy as it is")),
        };

    private static SigningRefusal? CoverEmergency(SignedState basis, ChangeReview review)
    {
        // What an engine cannot say exactly does not hold up the others: each lets through no more than it did before.
        if (review.ErrorsBesidesCoverage.FirstOrDefault() is { } error)
            return new SigningRefusal(SigningRefusalKind.Invalid, $"the revocation has errors: {error.Message}");
        return EmergencyRevocation.Objection(basis.Input.Policy.Objects, review) is { } objection ? new SigningRefusal(SigningRefusalKind.Kind, objection) : null;
    }

    private static (ValueList<ManifestApproval> Approvals, SigningRefusal? Objection) CoverChange(SigningRequest request, ChangeReview review, ApprovalTrust trust, DateTimeOffset now)
    {
        if (review.Problems.FirstOrDefault(p => p.Severity == Severity.Error) is { } error)
            return ([], new SigningRefusal(SigningRefusalKind.Invalid, $"the change has errors: {error.Message}"));
        if (review.Tests.FirstOrDefault(test => !test.Passed) is { } failed)
            return ([], new SigningRefusal(SigningRefusalKind.Invalid, $"test `{failed.Test.Name}` of the policy fails"));
        var proofs = request.Approvals.Select(token => (Token: token, Proof: ApprovalTokens.Verify(token, review.Digest, trust, now))).ToArray();
        var counting = proofs.Where(p => p.Proof.Approval is { } approval && !request.Authors.Contains(approval.Approver.Person)).DistinctBy(p => p.Proof.Approval!.Approver.Person).ToArray();
        if (MissingApprovals.Of(Approvals.ByPlace([.. counting.Select(p => p.Proof.Approval!)], review)) is { } missing)
            return ([], new SigningRefusal(SigningRefusalKind.Approvals, string.Join("; ", [missing, .. Discounted(proofs.Select(p => p.Proof), request.Authors)])));
        return (counting.Select(p => ManifestApproval.Of(p.Proof.Approval!) with { Evidence = ApprovalTokens.DigestOf(p.Token) }).ToValueList(), null);
    }

    private static IEnumerable<string> Discounted(IEnumerable<ApprovalProof> proofs, ValueList<PersonId> authors) => proofs
        .Select(proof => proof.Reason ?? (authors.Contains(proof.Approval!.Approver.Person) ? $"{proof.Approval.Approver.Name} is an author of the change" : null))
        .OfType<string>().Distinct();

    private DateTimeOffset? LastBoundary(PolicySet policy, DateTimeOffset upTo) => compiler.Calendar.LastChange(policy, upTo);

    private static SigningVerdict Refuse(SigningRefusalKind kind, string message) => new(new SigningRefusal(kind, message), null);
}

/// <summary>Either why nothing is signed, or what is.</summary>
public sealed record SigningVerdict(SigningRefusal? Refusal, SigningPlan? Plan);

/// <param name="Patch">With the ids of new objects.</param>
/// <param name="Input">What the bundles are compiled from.</param>
/// <param name="Approvals">As the identity providers' tokens prove them.</param>
public sealed record SigningPlan(PolicyPatch Patch, CompilationInput Input, ValueList<ManifestApproval> Approvals);

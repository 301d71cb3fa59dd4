using System.Security.Cryptography;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Signing;

namespace AccessConsole.Signer;

/// <summary>
/// Where requests are judged, one at a time, and what they cover is signed. A revision that is signed is pending until it is known that the console published it: by a request on top of it,
/// or by one for its freshness. Until then the console may come again with another on the same base, because its own write may have failed; the numbers go up all the same.
/// </summary>
internal sealed class SigningDesk(
    SignerFiles files, SignerLog log, SignerKeys keys, SigningRules rules, PolicyCompiler compiler, TrustSource trust, IssuerLookup issuers, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private volatile DeskState state = new(files.ReadSettled(), files.ReadPending());

    // The state that this process compiled last; what is based on it costs what it changes.
    private SignedState? compiled;

    public DeskState Current => state;

    /// <returns>The answer to send, or why there is none.</returns>
    public async Task<DeskAnswer> SignAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(body.Span));
            if (state.Pending is { } same && same.Request == digest)
            {
                log.Append("repeated", same.Revision, $"request {digest}");
                return new DeskAnswer(files.ReadAnswer(same), null);
            }

            return await SignAsync(digest, SigningRequestJson.Read(body), cancellationToken);
        }
        catch (FormatException e)
        {
            return Refuse(0, new SigningRefusal(SigningRefusalKind.Malformed, e.Message));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Notes that the console published what was pending. INVARIANT (no way back): only from then on is it fresh, and from then on there is no other on its base.</summary>
    public async Task SettleAsync(int revision, CancellationToken cancellationToken)
    {
        if (state.Pending?.Revision > revision || state.Pending is null)
            return;
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (state.Pending is { } pending && pending.Revision <= revision)
                Settle(pending);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<DeskAnswer> SignAsync(string digest, SigningRequest request, CancellationToken cancellationToken)
    {
        if (state.BaseOf(request) is not { } basis)
            return Refuse(request.Revision, new SigningRefusal(SigningRefusalKind.Base, $"the console is at revision {request.BaseRevision}, and the signer at {state}: it signs on top of what it signed, and of nothing else"));
        var found = await issuers.FindAsync(rules.ToLookUp(basis, request), cancellationToken);
        var verdict = rules.Judge(basis, state.Highest, request, found, await trust.LoadAsync(request.Approvals.Count > 0, cancellationToken), clock.GetUtcNow());
        if (verdict.Refusal is { } refusal)
            return Refuse(request.Revision, refusal);
        var archives = await SealAsync(basis, request, verdict.Plan!, cancellationToken);
        var next = state.After(basis, request, digest, verdict.Plan!, archives);
        var answer = SigningAnswerJson.Write(archives);
        if (state.Pending is { } pending)
            Leave(pending, basis);
        files.WritePending(next, answer);
        (state, compiled) = (new DeskState(state.Settled, next), next);
        log.Append("signed", next.Revision, $"{request.Kind} on revision {basis.Revision}, {archives.Count} archives, approved by {Names(verdict.Plan!)}; request {digest}, chain {next.Chain}");
        return new DeskAnswer(answer, null);
    }

    private void Leave(SignedState pending, SignedState basis)
    {
        if (ReferenceEquals(basis, pending))
            Settle(pending);
        else
            log.Append("abandoned", pending.Revision, $"the console published nothing of it and comes again on revision {basis.Revision}");
    }

    private void Settle(SignedState pending)
    {
        files.Settle();
        state = new DeskState(pending, null);
        log.Append("settled", pending.Revision, $"chain {pending.Chain}");
    }

    private async Task<IReadOnlyList<SignedArchive>> SealAsync(SignedState basis, SigningRequest request, SigningPlan plan, CancellationToken cancellationToken)
    {
        var wanted = request.Scopes.ToHashSet();
        var changed = Compile(basis, request, plan).Values.Where(bundle => basis.Scopes.GetValueOrDefault(bundle.Scope)?.ContentDigest != bundle.ContentDigest || wanted.Contains(bundle.Scope));
        return await keys.SealAsync(changed, request.Revision, request.EffectiveAt, basis.Scopes, plan.Approvals, cancellationToken);
    }

    /// <summary>
    /// All that may differ from what was signed. What this process has not compiled may have come from an older compiler: then everything is, and what the patch touches replaces
    /// what it was.
    /// </summary>
    private Dictionary<BundleScope, CompiledBundle> Compile(SignedState basis, SigningRequest request, SigningPlan plan)
    {
        var bundles = new Dictionary<BundleScope, CompiledBundle>();
        if (request.Scopes.Count > 0 || !ReferenceEquals(compiled, basis))
            Take(compiler.Compile(basis.Input, before: null));
        Take(compiler.Compile(plan.Input, basis.Input));
        Take(compiler.CompileTombstones(plan.Input, request.Scopes));
        return bundles;

        void Take(IEnumerable<CompiledBundle> some)
        {
            foreach (var bundle in some)
                bundles[bundle.Scope] = bundle;
        }
    }

    private static string Names(SigningPlan plan) => plan.Approvals.Count == 0 ? "nobody" : string.Join(", ", plan.Approvals.Select(approval => $"{approval.Subject} at {approval.Issuer}"));

    private DeskAnswer Refuse(int revision, SigningRefusal refusal)
    {
        log.Append("refused", revision, $"{refusal.Kind}: {refusal.Message}");
        return new DeskAnswer(ReadOnlyMemory<byte>.Empty, refusal);
    }
}

/// <param name="Json">What is sent; empty where there is a refusal.</param>
internal sealed record DeskAnswer(ReadOnlyMemory<byte> Json, SigningRefusal? Refusal);

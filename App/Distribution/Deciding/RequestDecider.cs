using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;

namespace AccessConsole.Distribution.Deciding;

/// <summary>Decides requests whose credentials it verifies itself, by the policy in force. Memory only: the database may be away.</summary>
internal sealed class RequestDecider(LivePolicy live, LimitBuckets limits, TimeProvider clock)
{
    private volatile Basis? last;

    /// <summary>What decides now; null before this replica knows any policy. Take it once for all that one call asks.</summary>
    public Basis? Current
    {
        get
        {
            var state = live.Current;
            if (ReferenceEquals(state, LiveState.Empty))
                return null;
            var basis = last;
            return basis?.State == (object)state ? basis : last = new Basis(state);
        }
    }

    /// <summary>Decides one after the other at one instant; who comes several times with the same credentials is verified once.</summary>
    public IEnumerable<LiveDecision> DecideAll(Basis basis, IEnumerable<AskedRequest> requests, CancellationToken aborted)
    {
        var (now, callers) = (clock.GetUtcNow(), new Dictionary<(PresentedCredentials, string Environment, string Service), Caller>());
        foreach (var asked in requests)
        {
            aborted.ThrowIfCancellationRequested();
            var key = (asked.Credentials, asked.Environment, asked.Service);
            if (!callers.TryGetValue(key, out var caller))
                callers[key] = caller = asked.Credentials.Verify(basis, asked.Environment, asked.Service, now);
            yield return Decide(basis, asked, caller, now);
        }
    }

    public LiveDecision Decide(Basis basis, in AskedRequest asked)
    {
        var now = clock.GetUtcNow();
        return Decide(basis, asked, asked.Credentials.Verify(basis, asked.Environment, asked.Service, now), now);
    }

    private LiveDecision Decide(Basis basis, in AskedRequest asked, Caller caller, DateTimeOffset now)
    {
        var verdict = Evaluator.Decide(basis.State.Policy, new AccessRequest(caller, asked.Environment, asked.Service, asked.Method, asked.Path, now));
        // In shadow nothing blocks, limits neither.
        if (verdict is { Reason: DecisionReason.Granted, Limit: { } limit, Mode: Mode.Enforce }
            && !limits.TryTake(new LimitKey(limit, asked.Environment, asked.Service, verdict.Principal?.Reference)))
            verdict = verdict with { Reason = DecisionReason.RateLimited };
        return new LiveDecision(basis.State.Revision, now, verdict, HasCredential: caller != Caller.Unidentified, caller.Token?.Claims);
    }

    /// <summary>One state of the policy with what verifies credentials by it.</summary>
    internal sealed class Basis(LiveState state)
    {
        public LiveState State { get; } = state;

        public TokenVerifier Tokens { get; } = new(state.Policy, state.Input.KeysOf);

        public CertificateVerifier Certificates { get; } = new(state.Policy);
    }
}

/// <param name="Path">Raw, as the caller sent it, without query.</param>
internal readonly record struct AskedRequest(PresentedCredentials Credentials, string Environment, string Service, string Method, string Path);

/// <param name="HasCredential">Whether the caller showed any, good or bad.</param>
/// <param name="Claims">Of the caller's token where it verified, for the log.</param>
internal readonly record struct LiveDecision(int Revision, DateTimeOffset At, Verdict Verdict, bool HasCredential, TokenClaims? Claims)
{
    /// <summary>Whether an enforcing engine lets it pass: in shadow it does whatever was decided.</summary>
    public bool Passes => Verdict.Effect == Effect.Allow || Verdict.Mode == Mode.Shadow;

    /// <summary>The status code with which an engine refuses it, as the emitted nginx does.</summary>
    public int RefusalStatus => Verdict.Reason switch
    {
        DecisionReason.RateLimited => StatusCodes.Status429TooManyRequests,
        DecisionReason.TokenInvalid or DecisionReason.MissingClaim => StatusCodes.Status401Unauthorized,
        DecisionReason.UnknownPrincipal when !HasCredential => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status403Forbidden,
    };
}

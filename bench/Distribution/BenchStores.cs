using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Bench.Distribution;

/// <summary>Stores that hold one token and nothing else: what is measured never asks them, but the token cache reloads from them.</summary>
internal sealed class BenchStores : IBundleStore, ITokenStore, IEnforcementPointStore, IDecisionLog, IRolloutStore
{
    public IReadOnlyList<AccessToken> Tokens { get; set; } = [];

    public IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<StoredBundle>();

    public IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken) => AsyncEnumerable.Empty<StoredBundle>();

    public Task<StoredBundle?> FindAsync(BundleScope scope, int revision, string? keyId, CancellationToken cancellationToken) => Task.FromResult<StoredBundle?>(null);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListDigestsAsync(BundleScope scope, int revision, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]);

    public Task<string?> AddSignaturesAsync(
        SignedScopes scopes, string? after, int limit,
        Func<IReadOnlyList<StoredBundle>, CancellationToken, Task<SignatureAddition>> sign, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task<bool> CreateAsync(AccessToken token, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<AccessToken?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult<AccessToken?>(null);

    public Task<AccessToken?> FindByHashAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) => Task.FromResult<AccessToken?>(null);

    public Task<AccessToken?> FindBySpiffeIdAsync(SpiffeId id, CancellationToken cancellationToken) => Task.FromResult<AccessToken?>(null);

    public Task<IReadOnlyList<AccessToken>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken, string? search = null) => Task.FromResult<IReadOnlyList<AccessToken>>([]);

    public Task<IReadOnlyList<AccessToken>> LoadLiveAsync(CancellationToken cancellationToken) => Task.FromResult(Tokens);

    public Task<IReadOnlyList<Guid>> RevokeAsync(Guid id, Func<AccessToken, AuditEvent> eventOf, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Guid>>([]);

    public Task NoteUseAsync(IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SaveAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SavePollsAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SaveAsync(IReadOnlyList<PointStep> steps, IReadOnlyList<PointFailure> failures, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<RolloutRound> AdvanceAsync(DateTimeOffset now, Func<Rollout, AuditEvent> toEvent, CancellationToken cancellationToken) => Task.FromResult(new RolloutRound(0, "", []));

    public Task<IReadOnlyList<Rollout>> FindAsync(int revision, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Rollout>>([]);

    public Task<IReadOnlyList<string>> ListChangedAsync(int revision, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<Rollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Rollout>>([]);

    public Task<IReadOnlyList<RolloutPoint>> ListPointsAsync(int revision, string? environment, Guid? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RolloutPoint>>([]);

    public Task<IReadOnlyList<RolloutPoint>> ListLaggardsAsync(int revision, string? environment, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RolloutPoint>>([]);

    public Task<IReadOnlyList<RolloutGoal>> ListGoalsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RolloutGoal>>([]);

    public Task SetGoalAsync(RolloutGoal goal, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<EnforcementPoint>> ListAsync(
        string? environment, DateTimeOffset since, Guid? after, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<EnforcementPoint>>([]);

    public Task<int> HighestReportedRevisionAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<int> AddAsync(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken) => Task.FromResult(decisions.Count);

    public Task<int> EndAsync(DateTimeOffset decisionsBefore, DateTimeOffset countsBefore, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task<IReadOnlyList<LoggedDecision>> ListAsync(DecisionFilter filter, DecisionPlace? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LoggedDecision>>([]);

    public Task<LoggedDecision?> FindAsync(DecisionPlace place, CancellationToken cancellationToken) => Task.FromResult<LoggedDecision?>(null);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<GrantUse>> UseOfGrantAsync(string grant, DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GrantUse>>([]);

    public Task<DecisionCoverage> CoverageAsync(DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult(new DecisionCoverage(null, null, 0, 0));
}

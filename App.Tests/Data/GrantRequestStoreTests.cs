using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class GrantRequestStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly ValueMap Payments = new([new("team", "payments"), new("data", "cardholder")]);

    private readonly IGrantRequestStore store = database.Get<IGrantRequestStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_StoredWithEverything_IsReadBackTheSame()
    {
        var request = New() with
        {
            Requester = Ada with { TokenId = Guid.NewGuid() },
            State = RequestState.Granted,
            StartsAt = Noon,
            EndsAt = Noon.AddHours(2),
            Extension = new RequestedExtension(Noon.AddHours(1), TimeSpan.FromMinutes(90), "more"),
            Steps =
            [
                new RequestStep(RequestStepKind.Asked, Ada, Noon), new RequestStep(RequestStepKind.Approved, Bob, Noon, "seen", ApprovalBy(Bob) with { Scopes = [RoleScope.Parse("production,team=payments")] }),
                new RequestStep(RequestStepKind.Granted, Bob, Noon, Revision: 7, EndsAt: Noon.AddHours(2)), new RequestStep(RequestStepKind.ExtensionAsked, Ada, Noon.AddHours(1), "more"),
            ],
        };
        await store.CreateAsync(request, Event("request"), Cancellation);
        Assert.Equal(request, await store.FindAsync(request.Id, Cancellation));
    }

    [Fact]
    public async Task Requests_AreSeenAsTheyStandAtTheInstant()
    {
        var who = new Actor(ActorKind.Person, "https://idp.example", $"{Guid.NewGuid()}", "Somebody");
        await CreateAsync(New() with { Requester = who });
        await CreateAsync(New() with { Requester = who, State = RequestState.Granted, StartsAt = Noon, EndsAt = Noon.AddHours(2) });
        await CreateAsync(New() with { Requester = who, State = RequestState.Granted, StartsAt = Noon, EndsAt = Noon.AddHours(4), Extension = new RequestedExtension(Noon, TimeSpan.FromHours(1), "more") });
        await CreateAsync(New() with { Requester = who, State = RequestState.Declined });
        await CreateAsync(New() with { Requester = who, State = RequestState.Ended, StartsAt = Noon, EndsAt = Noon.AddHours(4) });
        (int Hours, int Waiting, int InForce, int Ended)[] expected = [(1, 2, 2, 2), (2, 2, 1, 3), (4, 1, 0, 4), (24 * 7, 0, 0, 5)];
        foreach (var (hours, waiting, inForce, ended) in expected)
        {
            var now = Noon.AddHours(hours);
            var listed = await store.ListAsync(new GrantRequestFilter(now, Requester: who.Person), null, 100, Cancellation);
            Assert.Equal(5, listed.Count);
            Assert.Equal((waiting, inForce, ended), (await CountAsync(RequestView.Waiting, now), await CountAsync(RequestView.InForce, now), await CountAsync(RequestView.Ended, now)));
            Assert.Equal((waiting, inForce), (listed.Count(r => r.AwaitsApprovalAt(now)), listed.Count(r => r.StandingAt(now) == RequestStanding.InForce)));
        }

        async Task<int> CountAsync(RequestView view, DateTimeOffset now) => await store.CountAsync(new GrantRequestFilter(now, view, who.Person), Cancellation);
    }

    [Theory]
    [InlineData(true, "production")]
    [InlineData(true, "staging", "team=payments")]
    [InlineData(true, "production,team=payments,data=cardholder")]
    [InlineData(false, "staging")]
    [InlineData(false, "production,team=shop")]
    [InlineData(false)]
    public async Task Request_WaitsForAnApprover_WhoseScopeCoversItsPlace(bool waits, params string[] scopes)
    {
        var request = await CreateAsync(New());
        var approver = new RequestApprover(Bob.Person, scopes.Select(RoleScope.Parse).ToValueList());
        Assert.Equal(waits, approver.Scopes!.Value.Any(scope => request.Places.Any(scope.Covers)));
        Assert.Equal(waits, await WaitsAsync(request, approver));
    }

    [Fact]
    public async Task Request_WaitsForNobody_WhoAskedOrApprovedWhatIsAskedNow()
    {
        var request = await CreateAsync(New());
        var bob = new RequestApprover(Bob.Person, null);
        Assert.False(await WaitsAsync(request, new RequestApprover(Ada.Person, null)));
        Assert.True(await WaitsAsync(request, bob));
        await AddAsync(request, new RequestStep(RequestStepKind.Approved, Bob, Noon, Approval: ApprovalBy(Bob)));
        Assert.False(await WaitsAsync(request, bob));
        await AddAsync(request, new RequestStep(RequestStepKind.ExtensionAsked, Ada, Noon, "more"));
        Assert.True(await WaitsAsync(request, bob));
    }

    [Fact]
    public async Task Requests_LikeOne_AreThoseOfItsPrincipalAndRole()
    {
        var (principal, role) = (Guid.NewGuid(), Guid.NewGuid());
        var one = await CreateAsync(New() with { PrincipalId = principal, RoleId = role });
        var like = await CreateAsync(New() with { PrincipalId = principal, RoleId = role, State = RequestState.Declined });
        await CreateAsync(New() with { PrincipalId = principal, RoleId = Guid.NewGuid() });
        await CreateAsync(New() with { PrincipalId = Guid.NewGuid(), RoleId = role });
        Assert.Equal([like.Id], (await store.ListAsync(new GrantRequestFilter(Noon, Like: one), null, 10, Cancellation)).Select(r => r.Id));
    }

    [Fact]
    public async Task Update_ByManyAtOnce_LosesNone()
    {
        var request = await CreateAsync(New());
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => AddAsync(request, new RequestStep(RequestStepKind.Approved, Bob, Noon, $"{i}"))));
        var updated = (await store.FindAsync(request.Id, Cancellation))!;
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}").Order(StringComparer.Ordinal), updated.Steps.Skip(1).Select(s => s.Text!).Order(StringComparer.Ordinal));
        Assert.Equal(request.Version + 12, updated.Version);
    }

    [Fact]
    public async Task Steps_TakenBack_AreRefused()
    {
        var request = await CreateAsync(New());
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.UpdateAsync(request.Id, r => new GrantRequestChange(r with { Steps = [] }, Event("request")), Cancellation));
    }

    [Fact]
    public async Task Asked_RewrittenByTheOwner_IsRefused()
    {
        var request = await CreateAsync(New());
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsOwnerAsync($"UPDATE grant_requests SET duration = '5 days' WHERE id = '{request.Id}'"));
        Assert.Equal(Npgsql.PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    private async Task<bool> WaitsAsync(GrantRequest request, RequestApprover approver) =>
        (await store.ListAsync(new GrantRequestFilter(Noon, RequestView.Waiting, Approver: approver), null, 1000, Cancellation)).Any(r => r.Id == request.Id);

    [Fact]
    public async Task Requests_AreFoundByTheirWords()
    {
        var request = await CreateAsync(New());
        Assert.Contains(request.Id, await FoundAsync("DEPLOY migrator ada production why"));
        Assert.Empty(await FoundAsync("deploy bob"));
        Assert.Empty(await FoundAsync("principals"));
        Assert.Empty(await FoundAsync("d%y"));

        async Task<IEnumerable<Guid>> FoundAsync(string search) => (await store.ListAsync(new GrantRequestFilter(Noon, Search: search), null, 1000, Cancellation)).Select(r => r.Id);
    }

    private Task<GrantRequest> CreateAsync(GrantRequest request) => store.CreateAsync(request, Event("request"), Cancellation);

    private Task<GrantRequest?> AddAsync(GrantRequest request, RequestStep step) =>
        store.UpdateAsync(request.Id, r => new GrantRequestChange(r with { Steps = [.. r.Steps, step] }, Event("request")), Cancellation);

    private static GrantRequest New()
    {
        var (id, ask) = (Guid.CreateVersion7(), new AccessAsk(new PolicyReference(PolicyKind.Pipeline, "deploy"), "migrator", "production", new Conditions { Branches = [Pattern.Parse("main")] }, TimeSpan.FromHours(2), "why"));
        return new GrantRequest
        {
            Id = id,
            Requester = Ada,
            AskedAt = Noon,
            Grant = RequestPlan.Template(ask, id),
            PrincipalId = Guid.NewGuid(),
            RoleId = Guid.NewGuid(),
            Duration = ask.Duration,
            LapsesAt = Noon.AddDays(7),
            Places = [new Place("production", Payments)],
            Steps = [new RequestStep(RequestStepKind.Asked, Ada, Noon)],
        };
    }
}

using AccessConsole.Auditing;
using AccessConsole.Campaigns;
using AccessConsole.Components.Pages.Campaigns;
using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Requests;
using AccessConsole.Components.Pages.Revisions;
using AccessConsole.Components.Pages.Settings;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A list whose last page is full offers no page after it.</summary>
public sealed class LastPageTests : PageContext
{
    private static readonly Grant Grant = new() { Name = "reads", Effect = Effect.Allow, Principals = new PrincipalSelector { Anyone = true }, Role = "migrator", Environments = ["production"] };

    private readonly FakeTokenStore tokens = new();
    private readonly FakeGrantRequestStore requests = new();
    private readonly CampaignsInMemory campaigns = new();

    public LastPageTests() => Services.AddSingleton<ITokenStore>(tokens).AddSingleton<TokenCache>().AddSingleton<RefusalLog>().AddSingleton<RequestRefusals>().AddSingleton<TokenIssuer>().AddSingleton(new TokenMisses(tokens, NullLogger<TokenMisses>.Instance))
        .AddSingleton<IGrantRequestStore>(requests).AddSingleton<ICampaignStore>(campaigns).AddSingleton<CampaignWorkflow>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Revisions(int more)
    {
        for (var number = 1; number <= RevisionsViewModel.PageSize + more; number++)
            Console.History.Revisions.Add(new Revision(number, Console.Now, Console.Now, Console.Alice.Actor, "Change", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        var model = Services.GetRequiredService<RevisionsViewModel>();
        await model.LoadAsync(null, Cancellation);
        IsPage(RevisionsViewModel.PageSize, more, model.Rows, model.Next);
        if (more > 0)
            Assert.Equal(model.Rows[^1].Number, model.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Drafts(int more)
    {
        for (var i = 0; i < DraftsViewModel.PageSize + more; i++)
        {
            var draft = new Draft { Id = Guid.CreateVersion7(), Title = "Change", BaseRevision = 1, Patch = PolicyPatch.Empty, CreatedAt = Console.Now, UpdatedAt = Console.Now, Owner = Console.Carol.Actor };
            await Console.Drafts.CreateAsync(draft, Event, Cancellation);
        }

        var model = Services.GetRequiredService<DraftsViewModel>();
        await model.LoadAsync(Console.Carol, null, null, Cancellation);
        IsPage(DraftsViewModel.PageSize, more, model.Rows, model.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Requests(int more)
    {
        for (var i = 0; i < RequestsViewModel.PageSize + more; i++)
        {
            var request = new GrantRequest { Id = Guid.CreateVersion7(), Requester = Console.Carol.Actor, AskedAt = Console.Now, Grant = Grant, Duration = TimeSpan.FromHours(1), LapsesAt = Console.Now.AddDays(7) };
            await requests.CreateAsync(request, Event, Cancellation);
        }

        var model = Services.GetRequiredService<RequestsViewModel>();
        await model.LoadAsync(Console.Carol, null, null, Cancellation);
        IsPage(RequestsViewModel.PageSize, more, model.Rows, model.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Tokens(int more)
    {
        for (var i = 0; i < TokensViewModel.PageSize + more; i++)
        {
            tokens.Add(new AccessToken
            {
                Id = Guid.CreateVersion7(),
                Kind = TokenKind.Puller,
                Hash = new byte[32],
                Prefix = "accp_",
                Owner = Actor.System,
                CreatedAt = Console.Now,
                ExpiresAt = Console.Now.AddDays(1),
            });
        }

        var model = Services.GetRequiredService<TokensViewModel>();
        await model.LoadAsync(null, Cancellation);
        IsPage(TokensViewModel.PageSize, more, model.Rows, model.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Campaigns(int more)
    {
        for (var i = 0; i < CampaignsViewModel.PageSize + more; i++)
            campaigns.Add();
        var model = Services.GetRequiredService<CampaignsViewModel>();
        await model.LoadAsync(null, Cancellation);
        IsPage(CampaignsViewModel.PageSize, more, model.Rows, model.Next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task GrantsOfACampaign(int more)
    {
        var campaign = campaigns.Add(CampaignViewModel.PageSize + more);
        var model = Services.GetRequiredService<CampaignViewModel>();
        Assert.True(await model.LoadAsync(Console.Alice, new CampaignQuery(campaign.Id), Cancellation));
        IsPage(CampaignViewModel.PageSize, more, model.Rows, model.Next);
    }

    private static AuditEvent Event => new(Console.Now, Console.Carol.Actor, AuditActions.DraftCreated, "draft", new Dictionary<string, string?>());

    private static void IsPage<TRow>(int size, int more, IReadOnlyList<TRow> rows, object? next)
    {
        Assert.Equal(size, rows.Count);
        Assert.Equal(more > 0, next is not null);
    }

    /// <summary>Campaigns that are listed, and nothing else.</summary>
    private sealed class CampaignsInMemory : ICampaignStore
    {
        private readonly List<(Campaign Campaign, int Items)> all = [];

        public Campaign Add(int items = 0)
        {
            var campaign = new Campaign
            {
                Id = Guid.CreateVersion7(),
                Title = "Review",
                OpenedBy = Console.Alice.Actor,
                OpenedAt = Console.Now,
                DueAt = Console.Now.AddDays(7),
                Filter = new CampaignFilter(),
                Revision = 1,
            };
            all.Add((campaign, items));
            return campaign;
        }

        public Task<Campaign?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult<Campaign?>(all.Find(one => one.Campaign.Id == id).Campaign);

        public Task<IReadOnlyList<Campaign>> ListAsync(bool? isOpen, Guid? after, int limit, CancellationToken cancellationToken, string? search = null) =>
            Task.FromResult<IReadOnlyList<Campaign>>([.. all.Select(one => one.Campaign).Where(c => Search.Finds(search, c.Title)).Take(limit)]);

        public Task<IReadOnlyDictionary<Guid, CampaignProgress>> CountAsync(IReadOnlyCollection<Guid> campaigns, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, CampaignProgress>>(campaigns.ToDictionary(id => id, _ => CampaignProgress.None));

        public Task<IReadOnlyList<CampaignItem>> ListItemsAsync(Guid campaign, CampaignItemFilter filter, int after, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CampaignItem>>([.. Enumerable.Range(1, Items(campaign)).Where(number => number > after).Take(limit)
                .Select(number => new CampaignItem { CampaignId = campaign, GrantId = Guid.CreateVersion7(), Number = number, Grant = Grant })]);

        public Task<int> CountItemsAsync(Guid campaign, CampaignItemFilter filter, CancellationToken cancellationToken) => Task.FromResult(Items(campaign));

        public Task OpenAsync(Campaign campaign, IEnumerable<CampaignItem> items, AuditEvent auditEvent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> CountWaitingAsync(CampaignReviewer reviewer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int?> DecideAsync(Guid campaign, IReadOnlyCollection<Guid> grants, Func<IReadOnlyList<CampaignItem>, IReadOnlyList<CampaignDecided>> decide, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> CloseAsync(Guid campaign, int version, CampaignEnd end, AuditEvent auditEvent, CancellationToken cancellationToken) => throw new NotSupportedException();

        private int Items(Guid campaign) => all.Find(one => one.Campaign.Id == campaign).Items;
    }
}

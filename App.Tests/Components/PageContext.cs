using System.Security.Claims;
using AccessConsole.Buildkite;
using AccessConsole.Components;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Health;
using AccessConsole.Drafts;
using AccessConsole.Drifting;
using AccessConsole.Exploring;
using AccessConsole.LeastPrivilege;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using AccessConsole.Signing.Remote;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Uploads;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace AccessConsole.Tests.Components;

/// <summary>Pages over <see cref="Console"/>, for a person who is signed in.</summary>
public abstract class PageContext : BunitContext
{
    private readonly Session session = new();

    protected PageContext()
    {
        // A machine that does much else renders late; what never comes still fails.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        Services.AddMudServices();
        Services.AddViewModels();
        Services.AddSingleton<TimeProvider>(Console.Clock).AddSingleton(Console.Live).AddSingleton<IDraftStore>(Console.Drafts).AddSingleton(Console.Workflow).AddSingleton(new PolicyCompiler(TargetCompilers.All))
            .AddSingleton<IPolicyStore>(Console.History).AddSingleton<DraftConflicts>().AddSingleton<Rollback>().AddSingleton<ArtefactComparison>().AddSingleton<ImportWorkflow>().AddSingleton<ImportShelf>().AddSingleton<RequestShelf>()
            .AddSingleton<IReciprocityStore>(new FakeReciprocityStore()).AddSingleton<IAuditLog>(new FakeAuditLog()).AddSingleton(Console.Refusals).AddSingleton<DraftDiscussion>()
            .AddSingleton<IPersonStore>(People).AddSingleton<IBuildkiteStore>(Buildkite).AddSingleton<BuildkiteInventory>().AddSingleton<BuildkiteImport>()
            .AddExploring().AddSingleton<IDecisionLog>(Decisions).AddLeastPrivilege().AddSingleton<IDecisionEvidence>(Evidence).AddSingleton(Microsoft.Extensions.Options.Options.Create(new DecisionOptions()))
            .AddSingleton<IStagedRolloutStore>(Staged).AddSingleton<RolloutPlans>()
            .AddSingleton(_ => Undrifted())
            .AddSingleton<AuthenticationStateProvider>(session).AddSingleton<CurrentUser>()
            .AddSingleton(new ApprovalEvidence(Microsoft.Extensions.Options.Options.Create(new AccessConsole.Signing.SigningOptions())));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    private protected Console Console { get; } = new();

    private protected FakeDecisionLog Decisions { get; } = new();

    private protected FakePersonStore People { get; } = new();

    private protected FakeDecisionEvidence Evidence { get; } = new();

    private protected FakeBuildkiteStore Buildkite { get; } = new();

    private protected FakeStagedRollouts Staged { get; } = new();

    protected static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    protected BunitNavigationManager Navigation => Services.GetRequiredService<BunitNavigationManager>();

    /// <summary>Nothing is looked for here, and so nothing found.</summary>
    private DriftWatch Undrifted() => new(
        new PointDrift(null!, null!, null!, Console.Live, Console.Clock), new DecisionDrift(null!, Console.History, Console.Live, null!, Console.Clock), Console.Clock, new ServiceRestarts(new DegradedParts(Console.Clock), Console.Clock, NullLogger<ServiceRestarts>.Instance), NullLogger<DriftWatch>.Instance);

    private protected void SignIn(ConsoleUser user) => session.Principal = SessionClaims.ToPrincipal(user, "test");

    private sealed class Session : AuthenticationStateProvider
    {
        public ClaimsPrincipal Principal { get; set; } = new();

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(Principal));
    }
}

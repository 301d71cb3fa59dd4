using AccessConsole.Components.Pages.Stories;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring.Stories;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class StoryViewModelTests : PageContext
{
    private static readonly StoryQuery Build = new() { Value = "acme/payments-deploy#1417" };

    private readonly FakeDecisionLog log = new();

    public StoryViewModelTests() => Services.AddSingleton<IDecisionLog>(log);

    private StoryViewModel Model => field ??= Services.GetRequiredService<StoryViewModel>();

    [Fact]
    public async Task Losses_AreToldToWhoReadsOfAllPlaces()
    {
        await Model.LoadAsync(Console.Victor, Build, Cancellation);
        Assert.NotNull(Model.Lost);
        await Model.LoadAsync(Console.Victor with { Roles = [new RoleAssignment(ConsoleRole.Viewer, ["staging"])] }, Build, Cancellation);
        Assert.Null(Model.Lost);
        Assert.NotNull(Model.Story);
    }

    [Fact]
    public async Task Whole_IsOfOneStory()
    {
        await Model.LoadAsync(Console.Victor, Build, Cancellation);
        Model.ShowWhole();
        Assert.True(Model.IsWhole);
        await Model.LoadAsync(Console.Victor, Build with { Value = "acme/payments-deploy#1418" }, Cancellation);
        Assert.False(Model.IsWhole);
    }

    [Fact]
    public async Task Story_ThatCannotBeTold_TakesTheFormerAway()
    {
        await log.AddAsync([Console.Granted(Console.Now) with { Build = Build.Value }], [], Cancellation);
        await Model.LoadAsync(Console.Victor, Build, Cancellation);
        Assert.NotNull(Model.Story);
        Console.History.IsAway = true;
        await Model.LoadAsync(Console.Victor, Build, Cancellation);
        Assert.True(Model.Failed);
        Assert.Null(Model.Story);
        await Model.LoadAsync(Console.Victor, new StoryQuery(), Cancellation);
        Assert.False(Model.Failed);
    }

    [Theory]
    [InlineData(StoryKind.Build, "", "Story of a build")]
    [InlineData(StoryKind.Job, "0190", "Story of job 0190")]
    [InlineData(StoryKind.Trace, "ab", "Story of trace ab")]
    public async Task Title_NamesWhatIsTold(StoryKind kind, string value, string title)
    {
        await Model.LoadAsync(Console.Victor, new StoryQuery { Kind = kind, Value = value }, Cancellation);
        Assert.Equal(title, Model.Title);
    }
}

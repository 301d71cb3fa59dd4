using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using Xunit;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Exploring;

public sealed class DecisionExplainerTests
{
    private readonly Console console = new();

    [Fact]
    public async Task Decisions_OfOneEarlierRevision_AreExplainedByOneLoadOfIt()
    {
        console.History.Revisions.Add(new Revision(1, Now, Now, Actor.System, "The first", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        console.History.Policies[1] = console.Live.Current.Policy.ToDocument();
        console.InForce(2, console.Live.Current.Policy);
        using var history = new AccessHistory(console.Live, console.History, console.Clock);
        var explainer = new DecisionExplainer(history);

        for (var second = 0; second < 5; second++)
            Assert.NotNull(await explainer.ExplainAsync(Console.Granted(Now.AddSeconds(second)) with { Revision = 1 }, TestContext.Current.CancellationToken));

        Assert.Equal(1, console.History.Loads);
    }

    private static DateTimeOffset Now => Console.Now;
}

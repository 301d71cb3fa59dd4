using AccessConsole.Components;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class OwnStepsTests : PageContext
{
    private readonly OwnSteps steps = new();

    [Fact]
    public void Steps_ThatComeBackLate_AreOvertakenUntilTheLastDoes()
    {
        Go("/grants?q=a", "/grants?q=ab", "/grants?q=abc");
        Assert.True(steps.AreOvertaken("/grants?q=a"));
        Assert.True(steps.AreOvertaken("/grants?q=ab"));
        Assert.False(steps.AreOvertaken("/grants?q=abc"));
    }

    [Fact]
    public void Step_WhoseComingBackIsMissed_HoldsNothingUp()
    {
        Go("/grants?q=a", "/grants?q=ab");
        Assert.False(steps.AreOvertaken("/grants?q=ab"));
        Assert.False(steps.AreOvertaken("/grants?q=a"));
    }

    [Fact]
    public void Address_OfSomebodyElse_IsTakenAtOnce()
    {
        Go("/grants?q=a", "/grants?q=ab");
        Assert.False(steps.AreOvertaken("/grants?broad=true"));
        Assert.False(steps.AreOvertaken("/grants?q=a"));
    }

    private void Go(params string[] addresses)
    {
        foreach (var address in addresses)
            steps.Go(Navigation, address);
    }
}

using Xunit;
using Xunit.Sdk;

namespace AccessConsole.Tests.Support;

public sealed class ClaimTests
{
    private int asked;

    [Fact]
    public void Holds_OfWhatDoesNot_FailsAndSaysWhy()
    {
        var failure = Assert.Throws<FailException>(() => Claim.Holds(asked > 0, $"asked {Asked()} time, at {new DateOnly(2026, 11, 3):O}, {null as string}by nobody"));

        Assert.Equal("asked 1 time, at 2026-11-03, by nobody", failure.Message);
    }

    [Fact]
    public void Holds_OfWhatDoes_AsksForNothingThatItWouldSay()
    {
        Claim.Holds(asked == 0, $"asked {Asked()} times");

        Assert.Equal(0, asked);
    }

    private int Asked() => ++asked;
}

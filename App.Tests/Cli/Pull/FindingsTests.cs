using AccessConsole.Cli.Pull;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class FindingsTests
{
    [Fact]
    public void Nothing_IsNoError() => new Findings().ThrowIfAny();

    [Fact]
    public void Everything_IsToldByTheFirstOnesCode()
    {
        var refusal = Refusal(3);
        Assert.Equal(("reason0", "finding 0; finding 1; finding 2"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void MoreThanAnybodyReads_IsCounted() => Assert.EndsWith("finding 9; and 90 more", Refusal(100).Message, StringComparison.Ordinal);

    private static PullException Refusal(int count)
    {
        var findings = new Findings();
        for (var i = 0; i < count; i++)
            findings.Add($"reason{i}", $"finding {i}");
        return Assert.Throws<PullException>(findings.ThrowIfAny);
    }
}

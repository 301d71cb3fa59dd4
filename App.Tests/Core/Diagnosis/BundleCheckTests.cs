using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Diagnosis;

/// <summary>How old the bundle is at each hop, and how far clocks are apart.</summary>
public sealed class BundleCheckTests
{
    private static readonly HopReport Current = new("edge-1", 7, 7, Calls.Now.AddMinutes(-5), Calls.Now.AddSeconds(-20), null, false);

    [Fact]
    public void Engine_ThatIsBehindFailingSilentOrOfNothing_Fails()
    {
        Assert.Equal((CheckResult.Passed, "`edge-1` (nginx, hop 1) runs revision 7 for 5 min, which is current; seen 20 s ago"), Of(Current));
        Assert.Equal((CheckResult.Failed, "`edge-1` (nginx, hop 1) runs revision 6 for 5 min; its bundle changed at revision 7; seen 20 s ago"), Of(Current with { Revision = 6 }));
        Assert.Equal(CheckResult.Failed, Of(Current with { Revision = null }).Result);
        Assert.Contains("reports: nginx -t failed", Of(Current with { Error = "nginx -t failed" }).Finding, StringComparison.Ordinal);
        Assert.Contains("is silent: seen 3 h ago", Of(Current with { IsStale = true, LastSeen = Calls.Now.AddHours(-3) }).Finding, StringComparison.Ordinal);
        Assert.Contains("nothing is published for its scope", Of(Current with { Wanted = null }).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void HopOfWhichNobodyReports_IsNotTold() => Assert.Equal(CheckResult.Untold, Calls.Document().Diagnose(Calls.Call()).Single("bundle.hop1").Result);

    [Fact]
    public void ManyEngines_AreSummedUp_ThoseThatFailFirst()
    {
        var reports = Enumerable.Range(1, 9).Select(i => Current with { Name = $"edge-{i}", Revision = i == 9 ? 3 : 7 }).ToArray();
        var checks = Calls.Document().Diagnose(Calls.Call(), null, reports).Checks.Where(c => c.Code == "bundle.hop1").ToArray();

        Assert.Equal(6, checks.Length);
        Assert.Contains("`edge-9`", checks[0].Finding, StringComparison.Ordinal);
        Assert.Equal((CheckResult.Passed, "4 more at hop 1, 0 of them not current"), (checks[^1].Result, checks[^1].Finding));
    }

    [Theory]
    [InlineData(0, CheckResult.Passed, "agrees")]
    [InlineData(30, CheckResult.Passed, "30 s ahead of")]
    [InlineData(61, CheckResult.Failed, "61 s ahead of")]
    [InlineData(-30, CheckResult.Passed, "28 s behind")]
    [InlineData(-120, CheckResult.Failed, "118 s behind")]
    public void Clocks_AreCompared_WithinHowLongTheAnswerTook(int seconds, CheckResult result, string finding)
    {
        var check = ClockChecks.Between("clock.gateway", "the gateway", Calls.Now.AddSeconds(seconds), Calls.Now.AddSeconds(-1), Calls.Now);

        Assert.Equal(result, check.Result);
        Assert.Contains(finding, check.Finding, StringComparison.Ordinal);
    }

    private static (CheckResult Result, string Finding) Of(HopReport report)
    {
        var check = Calls.Document(hop: new Hop { Engine = Target.Nginx }).Diagnose(Calls.Call(), null, report).Single("bundle.hop1");
        return (check.Result, check.Finding);
    }
}

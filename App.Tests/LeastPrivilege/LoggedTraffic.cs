using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.LeastPrivilege;

/// <summary>Decisions of <see cref="SmallPolicy"/>'s deployments over forty days.</summary>
internal static class LoggedTraffic
{
    /// <summary>A console whose policy has been as it is for longer than the log goes back, and for which it is one o'clock of yesterday.</summary>
    public static async Task SeedLongAgoAsync(ConsoleHost host, ShiftedClock clock, string yaml)
    {
        // Whatever the hour, and over midnight too: a day's decisions are of that day and before now, for the console and for the database.
        var shift = DateTime.UtcNow.Date.AddDays(-1).AddHours(13) - DateTime.UtcNow;
        clock.Shift = shift - TimeSpan.FromDays(60);
        await host.SeedAsync(yaml);
        clock.Shift = shift;
    }

    /// <summary>Staging reads a little each day; production says something of others, and never of its grant. One call of long ago needed what none needed since.</summary>
    public static async Task WriteAsync(ConsoleHost host)
    {
        var log = host.Get<IDecisionLog>();
        var now = new DateTimeOffset(host.Get<TimeProvider>().GetUtcNow().UtcDateTime.Date.AddHours(12), TimeSpan.Zero);
        List<LoggedDecision> decisions = [];
        for (var day = 0; day <= 12; day++)
        {
            decisions.AddRange(Enumerable.Range(0, 10).Select(i => Of("staging", now.AddDays(-day).AddSeconds(-i - 1), "/status/health")));
            decisions.Add(Of("production", now.AddDays(-day).AddSeconds(-30), "/status/health").Refused() with { Reason = "token_invalid", Principal = null });
        }

        decisions.Add(Of("staging", now.AddDays(-11), "/status/history"));
        decisions.AddRange(Enumerable.Range(0, 3).Select(i => Of("staging", now.AddHours(-i - 1), "/refunds").Refused() with { Method = "POST" }));
        await log.AddAsync(decisions, [], TestContext.Current.CancellationToken);
    }

    private static LoggedDecision Of(string environment, DateTimeOffset at, string path) =>
        LoggedDecisions.Granted("deploy-reads-staging", at) with { Environment = environment, Path = path, Revision = null, Claims = new ValueMap([new("build_branch", "main")]) };
}

using AccessConsole.Components.Pages.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;
using AccessConsole.Requests;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Requests in the states that are worth looking at: waiting, in force with more time asked for, taken back, and about to be asked for.</summary>
internal static class ScreenshotRequests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="grant">Allows something in a protected environment under conditions.</param>
    /// <returns>Addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console, PolicySet policy, Grant grant)
    {
        var workflow = console.Host.Get<RequestWorkflow>();
        var environment = grant.Environments.First(e => policy.Environments[e].Approvals > 0);
        var needed = policy.Environments[environment].Approvals;
        var names = policy.Pipelines.Keys.ToArray();
        string[] pipelines = [names[0], names[1 % names.Length], names[2 % names.Length]];
        var waiting = await AskAsync(pipelines[0], "INC-81: the nightly migration stopped half way and has to be run once more by hand");
        await ApproveAsync(waiting, needed - 1);
        var inForce = await AskAsync(pipelines[1], "PAY-1234 schema moves, this once");
        await ApproveAsync(inForce, needed);
        Assert.Null((await workflow.AskForMoreAsync(ConsoleInBrowser.Person("victor"), inForce.Id, TimeSpan.FromHours(1), "the copy takes longer than it did in staging", Cancellation)).Refusal);
        var ended = await AskAsync(pipelines[1], "PAY-1200 schema moves");
        await ApproveAsync(ended, needed);
        Assert.Null((await workflow.EndAsync(ConsoleInBrowser.Person("victor"), ended.Id, "done sooner", Cancellation)).Refusal);
        return
        [
            KeyValuePair.Create("request", $"/requests/{waiting.Id}"),
            KeyValuePair.Create("request-more", $"/requests/{inForce.Id}"),
            KeyValuePair.Create("request-ended", $"/requests/{ended.Id}"),
            KeyValuePair.Create("request-preview", (new AskQuery { Name = pipelines[2], Role = grant.Role, Environment = environment, For = "2h", Branches = "main release/*" }).Address),
            KeyValuePair.Create("request-problems", (new AskQuery { Name = "nobody", Role = "none", Environment = environment, For = "99h" }).Address),
        ];

        async Task<GrantRequest> AskAsync(string pipeline, string reason)
        {
            var ask = new AccessAsk(new PolicyReference(PolicyKind.Pipeline, pipeline), grant.Role, environment, new Conditions { Branches = [Pattern.Parse("main")] }, TimeSpan.FromHours(2), reason);
            var asked = await workflow.AskAsync(ConsoleInBrowser.Person("victor"), ask, Cancellation);
            Assert.True(asked.Request is not null, asked.Refusal?.Message + string.Join(';', asked.Refusal?.Problems.Select(p => p.Message) ?? []));
            return asked.Request;
        }

        async Task ApproveAsync(GrantRequest request, int times)
        {
            foreach (var person in new[] { "erin", "bob" }.Take(times))
            {
                var standing = (await console.Host.Get<IGrantRequestStore>().FindAsync(request.Id, Cancellation))!;
                var result = await workflow.ApproveAsync(ConsoleInBrowser.Person(person), request.Id, console.Host.Get<RequestJudge>().Look(standing).Digest!, "seen", Cancellation);
                Assert.True(result.Refusal is null, result.Refusal?.Message);
            }
        }
    }
}

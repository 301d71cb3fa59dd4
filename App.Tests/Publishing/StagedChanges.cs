using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Changes that go to stages first, where somebody lets each go on.</summary>
internal static class StagedChanges
{
    public const string TwoStages = """{"stages":[{"name":"canary","labels":{"ring":"canary"}},{"name":"early","labels":{"ring":"early"}}]}""";

    /// <summary>Sets the stages of an environment.</summary>
    public static Task PlanAsync(this ConsoleHost host, string environment, string plan = TwoStages) =>
        host.Bootstrap.CallAsync("PUT", $"/api/v1/rollouts/plans/{environment}", plan).JsonAsync();

    /// <summary>Publishes one grant to the first stage of each of these environments, as the console does by itself.</summary>
    public static async Task<int> StageAsync(this ConsoleHost host, params string[] environments)
    {
        foreach (var environment in environments)
            await host.PlanAsync(environment);
        var patch = PolicyReader.ReadPatch(System.Text.Encoding.UTF8.GetBytes(SmallPolicy.GrantPatch(string.Join("\",\"", environments), $"added-{string.Join('-', environments)}"))).Patch;
        var outcome = await host.Get<Publisher>().PublishAsync(
            new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = patch, IsAutomatic = true, IsStaged = true }, TestContext.Current.CancellationToken);
        return outcome.Revision!.Number;
    }

    /// <param name="act"><c>promote</c>, <c>halt</c>, <c>resume</c> or <c>take-back</c>.</param>
    public static Task<HttpResponseMessage> ActAsync(this ConsoleHost host, int revision, string act, string? body = null, string environment = "staging") =>
        host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{revision}/{environment}/{act}", body);
}

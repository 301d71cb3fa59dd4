using AccessConsole.BreakGlasses;
using AccessConsole.Components.Pages.Emergencies;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Emergencies;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>An emergency in force, and what another would take away.</summary>
internal static class ScreenshotEmergencies
{
    /// <summary>A broken glass, which every page then speaks of.</summary>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> BreakGlassAsync(ConsoleInBrowser console, PolicySet policy)
    {
        var grant = policy.Grants.Values.First(g => g.Principals.Pipelines is Selector.Names && policy.Roles.ContainsKey(g.Role));
        var request = new BreakGlassRequest(
            [((Selector.Names)grant.Principals.Pipelines!).Values[0]], [], grant.Role, [policy.Environments.Keys.First()], TimeSpan.FromHours(2), "INC-78: a deploy that must not wait for the morning, as the incident's log says in all its length");
        var outcome = await console.Host.Get<BreakGlassWorkflow>().BreakAsync(ConsoleInBrowser.Person("grace"), request, TestContext.Current.CancellationToken);
        Assert.True(outcome.Refusal is null, outcome.Refusal?.Message + string.Join(';', outcome.Refusal?.Problems.Select(p => p.Message) ?? []));
        return [KeyValuePair.Create("revision-break-glass", $"/revisions/{outcome.Revision!.Number}")];
    }

    /// <returns>Addresses by name.</returns>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> FillAsync(ConsoleInBrowser console, PolicySet policy)
    {
        var (revoked, next) = (policy.Pipelines.Keys.Last(), policy.Grants.Values.SelectMany(g => g.Principals.Pipelines is Selector.Names names ? names.Values : []).First());
        var request = new RevocationRequest(new RevocationTarget(RevocationKind.Pipeline, revoked), [policy.Environments.Keys.First()], "INC-77: an agent of this pipeline was taken over");
        var outcome = await console.Host.Get<EmergencyWorkflow>().RevokeAsync(ConsoleInBrowser.Person("bob"), request, TestContext.Current.CancellationToken);
        Assert.Null(outcome.Refusal);
        return [KeyValuePair.Create("emergency-preview", new EmergencyQuery(RevocationKind.Pipeline, next).Address)];
    }
}

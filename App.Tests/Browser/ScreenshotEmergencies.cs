using AccessConsole.Components.Pages.Emergencies;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Emergencies;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>An emergency in force, and what another would take away.</summary>
internal static class ScreenshotEmergencies
{
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

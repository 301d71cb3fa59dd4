using AccessConsole.Components.Pages.Coverages;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Core.Validation;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class CoveragePageTests : PageContext
{
    public CoveragePageTests() => SignIn(Console.Victor);

    [Fact]
    public void EachRule_IsARowAtEachHop()
    {
        var page = Open();
        Assert.Equal(["payments-migrates", "what no rule speaks of", "what no rule speaks of"], page.FindAll("[data-test=coverage-row]").Select(r => r.QuerySelectorAll("td")[3].TextContent.Trim()));
        Assert.All(page.FindAll("[data-test=coverage-row]"), r => Assert.Equal("exact", r.GetAttribute("data-coverage")));
        Assert.NotEmpty(page.Find("[data-test=residuals]").TextContent);
    }

    [Fact]
    public void Losses_AreFoundWithTheirRemedy()
    {
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Trusting("acme.example"), Trusting("partner.example")] }));
        var page = Open();
        page.Find("[data-test=chip-losses]").Click();
        var rows = page.FindAll("[data-test=coverage-row]");
        Assert.Equal(3, rows.Count);
        Assert.All(rows, r => Assert.Equal("narrower", r.GetAttribute("data-coverage")));
        Assert.All(rows, r => Assert.Contains("basicConstraints with path length 0", r.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatADeploymentGivesAway_IsSaidForEveryHop()
    {
        Deploy(d => d with { Isolation = Isolation.Pipelines, Unidentified = Unidentified.Allow });
        Assert.Contains("shed its identity", Open().Find("[data-test=given-away]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void DeploymentWithoutHop_IsNamedAsUnguarded()
    {
        Deploy(d => d with { Hops = [], Mode = Mode.Shadow });
        Assert.Contains("payments-api in production", Open().Find("[data-test=unguarded]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_GoIntoTheAddressAndSayWhenNothingIsLost()
    {
        var page = Open();
        page.Find("[data-test=chip-losses]").Click();
        page.WaitForAssertion(() => Assert.EndsWith("coverage=losses", Navigation.Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Nothing is lost", page.Find("[data-test=empty]").TextContent, StringComparison.Ordinal));
        page.Find("[data-test=clear]").Click();
        page.Find("[data-test=chip-production]").Click();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-test=coverage-row]").Count));
    }

    private static IdentityProvider Trusting(string domain) =>
        new() { Name = domain.Replace('.', '-'), Spiffe = new SpiffeSettings { TrustDomain = domain, TrustBundle = TestCertificates.Pem } };

    private void Deploy(Func<Deployment, Deployment> change)
    {
        var policy = Console.Live.Current.Policy;
        var service = policy.Services["payments-api"];
        Console.InForce(2, policy.Apply(new PolicyPatch { Upserts = [service with { Deployments = service.Deployments.Select(change).ToValueList() }] }));
    }

    private IRenderedComponent<CoveragePage> Open()
    {
        Navigation.NavigateTo("/coverage");
        var page = Render<CoveragePage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=loading]")));
        return page;
    }
}

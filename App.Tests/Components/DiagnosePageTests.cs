using AccessConsole.Components.Pages.Diagnosing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Diagnosing;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The page that looks at one failing call.</summary>
public sealed class DiagnosePageTests : PageContext
{
    private readonly EnforcementPoints points;

    public DiagnosePageTests()
    {
        SignIn(Console.Victor);
        points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), Console.Clock, NullLogger<EnforcementPoints>.Instance);
        Services.AddSingleton(points).AddSingleton<CallDiagnoser>().AddSingleton(new WantedRevisions(new BundleCatalog(null!), new TokenCache(null!, Console.Clock)));
    }

    [Fact]
    public void Call_OfTheAddress_IsLookedAt()
    {
        var page = Open("/diagnose?environment=production&service=payments-api&path=/a/../b");

        Assert.Equal("failed", Result(page, "request.path"));
        Assert.Equal("untold", Result(page, "nginx.configuration"));
        Assert.Contains("buildkite-agent oidc request-token --audience https://access.acme.example/production/payments-api --claim organization_id,pipeline_id", page.Find("[data-code='token.form'] [data-test=mend]").TextContent, StringComparison.Ordinal);
        Assert.Contains("It cannot be told from here, because", page.Find("[data-code='nginx.configuration']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Url_IsTakenApart_AndWhatIsPastedStaysOutOfTheAddress()
    {
        var page = Open("/diagnose");
        page.Find("[data-test=host]").Input("https://payments.acme.example/admin/x?y=1");
        page.Find("[data-test=token]").Input("not.a-token");
        page.Find("[data-test=certificate]").Input("nonsense");
        page.Find("[data-test=nginx]").Input("http { server { listen 80; server_name payments.acme.example; location / { proxy_pass http://up; } } }");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.EndsWith("/diagnose?host=payments.acme.example&path=%2Fadmin%2Fx", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(("passed", "failed", "failed", "failed"), (Result(page, "request.target"), Result(page, "token.form"), Result(page, "certificate.form"), Result(page, "nginx.server")));
        Assert.DoesNotContain("not.a-token", page.Find("[data-test=checks]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Engines_ThatReport_AreShownAtTheirHop()
    {
        points.Merge([new EnforcementPoint(Guid.NewGuid(), Guid.NewGuid(), "edge-1", new BundleScope("production", Target.Nginx), 3, Console.Clock.GetUtcNow(), Console.Clock.GetUtcNow(), "nginx -t failed", true, ValueMap.Empty)]);
        var page = Open("/diagnose?environment=production&service=payments-api");

        Assert.Contains("reports: nginx -t failed", page.Find("[data-code='bundle.hop1']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_ThatChanges_IsAskedAgain()
    {
        var page = Open("/diagnose?environment=production&service=payments-api");
        Console.InForce(2, AccessConsole.Core.Resolution.PolicySet.Empty);

        page.WaitForAssertion(() => Assert.Equal("failed", Result(page, "request.target")));
    }

    [Fact]
    public void Configuration_TooLongForTheLine_IsSaidToBe()
    {
        var page = Open("/diagnose");
        page.Find("[data-test=nginx]").Input(new string('#', 28_001));

        page.WaitForAssertion(() => Assert.Contains("too long for this page", page.Markup, StringComparison.Ordinal));
    }

    private static string? Result(IRenderedComponent<DiagnosePage> page, string code) => page.Find($"[data-code='{code}']").GetAttribute("data-result");

    private IRenderedComponent<DiagnosePage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<DiagnosePage>();
    }
}

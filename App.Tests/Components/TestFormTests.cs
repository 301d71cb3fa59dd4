using AccessConsole.Components.Pages.Objects;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>A test of the policy in fields: who asks for what, what must be the answer, and what it is now.</summary>
public sealed class TestFormTests : PageContext
{
    public TestFormTests()
    {
        SignIn(Console.Carol);
        Console.InForce(2, Console.Live.Current.Policy.Apply(new PolicyPatch { Upserts = [Standing] }));
    }

    private static PolicyTest Standing => new()
    {
        Name = "main migrates",
        Given = new DecisionRequest
        {
            Pipeline = "payments-deploy",
            Branch = "main",
            Source = "webhook",
            Environment = "production",
            Service = "payments-api",
            Method = "POST",
            Path = "/admin/x",
        },
        Expect = Effect.Allow,
    };

    [Fact]
    public void Test_StatedInFields_IsOneOfTheDraft_WithItsAnswer()
    {
        var page = Open();
        Type(page, "name", "features never migrate");
        Type(page, "given-pipeline", "payments-deploy");
        Type(page, "given-branch", "feature/x");
        Type(page, "given-source", "webhook");
        Type(page, "given-service", "payments-api");
        Type(page, "given-method", "POST");
        Type(page, "given-path", "/admin/x");
        Pause(page);

        var test = Assert.IsType<PolicyTest>(Assert.Single(page.Instance.Model.Draft!.Patch.Upserts));
        Assert.Equal(("payments-deploy", "feature/x", "production", "/admin/x"), (test.Given.Pipeline, test.Given.Branch, test.Given.Environment, test.Given.Path));
        Assert.StartsWith("passesThe answer now is deny · no_grant", Answer(page), StringComparison.Ordinal);

        page.Find("[data-test=expect]").Change("allow");
        Pause(page);
        Assert.StartsWith("fails", Answer(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_IsOfThePolicyWithTheDraft_AndNamesTheGrant()
    {
        var page = Open(Standing.Name);
        Assert.StartsWith("passesThe answer now is allow · granted", Answer(page), StringComparison.Ordinal);
        Assert.Equal("/grants/payments-migrates", page.Find("[data-test=test-answer] a").GetAttribute("href"));
    }

    [Theory]
    [InlineData("workload", "workload: \"\"")]
    [InlineData("spiffeId", "spiffeId: \"\"")]
    [InlineData("claims", "iss: https://agent.buildkite.com")]
    [InlineData("nobody", "environment: production")]
    public void Caller_Changed_TakesWhatTheFormerSaidOfItselfAway(string caller, string held)
    {
        var page = Open(Standing.Name);
        page.Find("[data-test=given-caller]").Change(caller);
        var yaml = Yaml(page);
        Assert.Contains(held, yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("pipeline:", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("branch:", yaml, StringComparison.Ordinal);
        Assert.Contains("service: payments-api", yaml, StringComparison.Ordinal);
        Assert.Equal(caller, page.Find("[data-test=given-caller]").GetAttribute("value"));
    }

    [Fact]
    public void Claims_Typed_AreTheCallers()
    {
        var page = Open(Standing.Name);
        page.Find("[data-test=given-caller]").Change("claims");
        page.Find("[data-test=given-claims]").Input("build_branch=main");
        page.Find("[data-test=given-claims]").KeyDown("Enter");
        Pause(page);
        var test = Assert.IsType<PolicyTest>(Assert.Single(page.Instance.Model.Draft!.Patch.Upserts));
        Assert.Equal("""{"build_branch":"main","iss":"https://agent.buildkite.com"}""", test.Given.Claims);
    }

    [Fact]
    public void Viewer_SeesNothingToEditWith()
    {
        SignIn(Console.Victor);
        var page = Open(Standing.Name);
        Assert.All(page.FindAll(".form input, .form select, .form textarea"), f => Assert.True(f.HasAttribute("disabled"), f.OuterHtml));
        Assert.Empty(page.FindAll(".form button:not([disabled])"));
    }

    private static void Type(IRenderedComponent<ObjectEditPage> page, string field, string text) => page.Find($"[data-test={field}]").Input(text);

    private static string Answer(IRenderedComponent<ObjectEditPage> page) => page.Find("[data-test=test-answer]").TextContent.ReplaceLineEndings("").Replace("  ", "", StringComparison.Ordinal).Trim();

    private static string Yaml(IRenderedComponent<ObjectEditPage> page) => page.Find("[data-test=yaml]").GetAttribute("value")!;

    private void Pause(IRenderedComponent<ObjectEditPage> page)
    {
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.StartsWith("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal));
    }

    private IRenderedComponent<ObjectEditPage> Open(string? name = null)
    {
        Navigation.NavigateTo(AccessConsole.Components.Addresses.Of("/policy/tests/edit", ("name", name)));
        return Render<ObjectEditPage>(p => p.Add(e => e.KindSlug, "tests"));
    }
}

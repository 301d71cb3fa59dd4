using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Components.Pages.Objects;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Each kind of object in fields: a new one is stated by them alone, and what a field says is in the text and in the object.</summary>
public sealed class ObjectFormTests : PageContext
{
    public ObjectFormTests() => SignIn(Console.Carol);

    [Fact]
    public void Pipeline_StatedInFields_IsOneOfTheDraft()
    {
        var page = Open("pipelines");
        Type(page, "name", "reports");
        Type(page, "slug", "reports");
        Type(page, "id", "0187c6a2-0000-4000-8000-000000000009");
        Add(page, "labels", "team=reports");
        var pipeline = Assert.IsType<Pipeline>(Saved(page));
        Assert.Equal(("buildkite", "acme", "reports"), (pipeline.Provider, pipeline.Organization.Slug, pipeline.Slug));
        Assert.Equal("reports", pipeline.Labels["team"]);
        Assert.NotNull(pipeline.Organization.Id);
    }

    [Fact]
    public void Pipeline_WithABadUuid_HasTheProblemAtThatField()
    {
        var page = Open("pipelines", "payments-deploy");
        Type(page, "organization-id", "not-a-uuid");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("is no UUID", page.Find("#organization-id-notes").TextContent, StringComparison.Ordinal));
        Assert.Null(page.Find("[data-test=id]").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Pipeline_WithAnotherLabel_SaysWhoseAccessChanges()
    {
        var policy = Console.Live.Current.Policy;
        Console.InForce(2, policy.Apply(new PolicyPatch
        {
            Upserts = [policy.Grants["payments-migrates"] with { Principals = new PrincipalSelector { Pipelines = new Selector.Labels(new ValueMap([new("team", "payments")])) } }],
        }));
        var page = Open("pipelines", "shop-deploy");
        Add(page, "labels", "team=payments");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("shop-deploy", page.Find("[data-test=preview]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Workload_StatedInFields_IsKnownByItsClaims()
    {
        var page = Open("workloads");
        Type(page, "name", "nightly");
        Type(page, "spiffe-id", "");
        Type(page, "provider", "buildkite");
        Add(page, "claims", "sub=arn:aws:iam::123456789012:role/nightly");
        var workload = Assert.IsType<Workload>(Saved(page));
        Assert.Null(workload.SpiffeId);
        Assert.Equal("arn:aws:iam::123456789012:role/nightly", workload.Claims["sub"]);
    }

    [Fact]
    public void Service_StatedInFields_HasItsDeploymentWithHopsAndLimits()
    {
        var page = Open("services");
        Type(page, "name", "orders-api");
        Assert.Equal("production", page.Find("[data-test=deployments-0-environment]").GetAttribute("value"));
        Add(page, "deployments-0-hosts", "orders.acme.example");
        Type(page, "deployments-0-upstream", "https://10.0.9.9:8443");
        Type(page, "deployments-0-hops-0-spiffe-id", "spiffe://acme.example/gateway");
        page.Find("[data-test=deployments-0-hops-add]").Click();
        page.Find("[data-test=deployments-0-hops-1-engine]").Change("istio");
        Type(page, "deployments-0-kubernetes-namespace", "orders");
        Add(page, "deployments-0-kubernetes-selector", "app=orders");
        Type(page, "deployments-0-kubernetes-port", "8443");
        page.Find("[data-test=deployments-0-mode]").Change("shadow");
        page.Find("[data-test=deployments-0-isolation]").Change("pipelines");
        Type(page, "deployments-0-max-stream-duration", "30m");
        page.Find("[data-test=deployments-0-websocket]").Change(true);
        Add(page, "deployments-0-probes", "/healthz");
        page.Find("[data-test=deployments-add]").Click();
        Assert.Equal("staging", page.Find("[data-test=deployments-1-environment]").GetAttribute("value"));
        page.Find("[data-test=deployments-1-remove]").Click();

        var deployment = Assert.Single(Assert.IsType<Service>(Read(page)).Deployments);
        Assert.Equal([Target.Nginx, Target.Istio], deployment.Hops.Select(h => h.Engine));
        Assert.Equal("spiffe://acme.example/gateway", deployment.Hops[0].SpiffeId?.Text);
        Assert.Equal((Mode.Shadow, Isolation.Pipelines, TimeSpan.FromMinutes(30), true), (deployment.Mode, deployment.Isolation, deployment.MaxStreamDuration, deployment.WebSocket));
        Assert.Equal(("orders", "orders", 8443), (deployment.Kubernetes!.Namespace, deployment.Kubernetes.Selector["app"], deployment.Kubernetes.Port));
        Assert.Equal("/healthz", Assert.Single(deployment.Probes).Text);
    }

    [Fact]
    public void Service_WithAHostThatAnotherHas_HasTheProblemAtTheDeployment()
    {
        var page = Open("services");
        Type(page, "name", "till-api");
        Add(page, "deployments-0-hosts", "payments.acme.example");
        Type(page, "deployments-0-upstream", "https://10.0.9.9:8443");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("[data-test=deployments-0-hosts]").GetAttribute("aria-invalid")));
        Assert.Equal("mend the errors first", page.Find("#review-reason").TextContent);
    }

    [Fact]
    public void Service_WithAnotherUpstream_SaysSoAsItIsTyped()
    {
        var page = Open("services", "payments-api");
        Type(page, "deployments-0-upstream", "https://10.0.4.13:8443");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("10.0.4.13", page.Find("[data-test=preview-settings]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Environment_StatedInFields_CarriesItsRules()
    {
        var page = Open("environments");
        Type(page, "name", "test");
        Type(page, "approvals", "2");
        page.Find("[data-test=exactness]").Change("every-hop");
        page.Find("[data-test=on-stale]").Change("deny");
        page.Find("[data-test=narrower]").Change("accept");
        var environment = Assert.IsType<PolicyEnvironment>(Saved(page));
        Assert.Equal((2, Exactness.EveryHop, OnStale.Deny, Acceptance.Accept, Acceptance.Accept), (environment.Approvals, environment.Exactness, environment.OnStale, environment.Narrower, environment.Residuals));
        page.Find("[data-test=on-stale]").Change("keep");
        Assert.DoesNotContain("onStale", Yaml(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Approvals_ThatAreNoNumber_AreAProblemOfTheirField()
    {
        var page = Open("environments", "production");
        Type(page, "approvals", "two");
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("a whole number belongs here", page.Find("#approvals-notes").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Environment_Deleted_NamesEverythingThatNamesIt()
    {
        var page = Open("environments", "production");
        page.Find("[data-test=delete]").Click();
        Assert.Equal(["service payments-api", "grant payments-migrates"], page.FindAll("[data-test=breaks]").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public void Provider_StatedInFields_IsAnIssuer()
    {
        var page = Open("identity-providers");
        Type(page, "name", "github");
        Type(page, "oidc-issuer", "https://token.actions.example");
        Type(page, "oidc-audience", "https://access.acme.example");
        Type(page, "oidc-jwks-uri", "https://token.actions.example/keys");
        page.Find("[data-test=oidc-audience-scope]").Change("environment");
        page.Find("[data-test=oidc-algorithms-ES256]").Change(true);
        Type(page, "oidc-max-token-lifetime", "5m");
        var oidc = Assert.IsType<IdentityProvider>(Saved(page)).Oidc!;
        Assert.Equal((AudienceScope.Environment, TimeSpan.FromMinutes(5)), (oidc.AudienceScope, oidc.MaxTokenLifetime));
        Assert.Equal([SigningAlgorithm.ES256], oidc.Algorithms);
    }

    [Fact]
    public void Provider_TakesKeysThatArePasted_AsPemAndAsJwks_InThePlaceOfAnAddress()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var page = Open("identity-providers", "buildkite");
        Type(page, "pasted-keys", rsa.ExportSubjectPublicKeyInfoPem() + "\n" + ec.ExportSubjectPublicKeyInfoPem());
        page.Find("[data-test=add-keys]").Click();
        Type(page, "pasted-keys", """{"keys":[{"kty":"RSA","kid":"2026-11","alg":"RS256","use":"sig","e":"AQAB","n":"NNN","x5t":"left-out"}]}""".Replace("NNN", Base64Url.EncodeToString(rsa.ExportParameters(false).Modulus), StringComparison.Ordinal));
        page.Find("[data-test=add-keys]").Click();
        Type(page, "oidc-jwks-keys-1-kid", "second");
        Assert.Equal(["RSA 2048 bits", "EC P-256, second", "RSA 2048 bits, 2026-11"], page.FindAll("[data-test=key] strong").Select(k => k.TextContent));
        var oidc = Assert.IsType<IdentityProvider>(Read(page)).Oidc!;
        Assert.Null(oidc.JwksUri);
        Assert.Equal([("RSA", null), ("EC", "second"), ("RSA", "2026-11")], oidc.Jwks!.Keys.Select(k => (k.Kty, k.Kid)));
        page.Find("[data-test=key-0-remove]").Click();
        Assert.Equal(2, Assert.IsType<IdentityProvider>(Saved(page)).Oidc!.Jwks!.Keys.Count);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "private or symmetric")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"a\",\"y\":\"b\",\"d\":\"c\"}", "private or symmetric")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c\"}]}", "private or symmetric")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "cannot be read")]
    [InlineData("{\"keys\":", "not JSON: line 1")]
    [InlineData("{\"keys\":[7]}", "no JWK Set")]
    [InlineData("ssh-rsa AAAA", "neither JSON nor PEM")]
    public void Provider_TakesNothingElse_SaysWhyAtTheField_AndKeepsNoneOfIt(string pasted, string said)
    {
        var page = Open("identity-providers", "buildkite");
        var before = Yaml(page);
        Type(page, "pasted-keys", pasted);
        page.Find("[data-test=add-keys]").Click();
        Assert.Contains(said, page.Find("#pasted-keys-notes").TextContent, StringComparison.Ordinal);
        Assert.Equal((before, ""), (Yaml(page), page.Find("[data-test=pasted-keys]").GetAttribute("value")));
    }

    [Fact]
    public void TrustBundle_SaysWhoseItIs_AndUntilWhen()
    {
        var page = Open("identity-providers", "buildkite");
        page.Find("[data-test=provider-kind]").Change("spiffe");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=mesh authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(Console.Now.AddDays(-2), Console.Now.AddDays(-1));
        Type(page, "spiffe-trust-bundle", authority.ExportCertificatePem());
        var told = page.Find("[data-test=authority]").TextContent;
        Assert.Contains("CN=mesh authority", told, StringComparison.Ordinal);
        Assert.Contains("expired 2026-11-30", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_TurnedIntoATrustDomainAndBack_LosesNothing()
    {
        var page = Open("identity-providers", "buildkite");
        var text = Yaml(page);
        page.Find("[data-test=provider-kind]").Change("spiffe");
        Type(page, "spiffe-trust-domain", "acme.example");
        Add(page, "spiffe-ci-paths", "/ci");
        Assert.Equal("acme.example", Assert.IsType<IdentityProvider>(Read(page)).Spiffe?.TrustDomain);
        page.Find("[data-test=provider-kind]").Change("oidc");
        Assert.Equal(text, Yaml(page));
    }

    [Theory]
    [InlineData("pipelines", "payments-deploy")]
    [InlineData("services", "payments-api")]
    [InlineData("environments", "production")]
    [InlineData("identity-providers", "buildkite")]
    public void Viewer_SeesNothingToEditWith(string kind, string name)
    {
        SignIn(Console.Victor);
        var page = Open(kind, name);
        Assert.All(page.FindAll(".form input, .form select, .form textarea"), f => Assert.True(f.HasAttribute("disabled") || f.Closest("fieldset[disabled]") is not null, f.OuterHtml));
        Assert.Empty(page.FindAll(".form button:not([disabled])"));
        Assert.Equal("true", page.Find("[data-test=delete]").GetAttribute("aria-disabled"));
    }

    /// <summary>What a policy says stays said when its object is opened in fields and one of them is typed in.</summary>
    [Theory]
    [InlineData("pipelines", "payments-deploy")]
    [InlineData("services", "payments-api")]
    [InlineData("roles", "migrator")]
    [InlineData("identity-providers", "buildkite")]
    public void Name_TypedAndTakenBack_LeavesTheTextToTheLetter(string kind, string name)
    {
        var page = Open(kind, name);
        var text = Yaml(page);
        Type(page, "name", "another");
        Type(page, "name", name);
        Assert.Equal(text, Yaml(page));
    }

    private static void Type(IRenderedComponent<ObjectEditPage> page, string field, string text) => page.Find($"[data-test={field}]").Input(text);

    private static void Add(IRenderedComponent<ObjectEditPage> page, string field, string item)
    {
        page.Find($"[data-test={field}]").Input(item);
        page.Find($"[data-test={field}]").KeyDown("Enter");
    }

    private static string Yaml(IRenderedComponent<ObjectEditPage> page) => page.Find("[data-test=yaml]").GetAttribute("value")!;

    /// <summary>The object as its text says it, without a word on what else the policy holds.</summary>
    private static PolicyObject Read(IRenderedComponent<ObjectEditPage> page)
    {
        var (read, problems) = AccessConsole.Core.Documents.PolicyObjectJson.ReadYaml(page.Instance.Model.Kind, Yaml(page));
        Assert.Empty(problems);
        return read!;
    }

    /// <summary>The object as the draft has it once typing paused, without errors.</summary>
    private PolicyObject Saved(IRenderedComponent<ObjectEditPage> page)
    {
        Console.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.StartsWith("saved", page.Find("[data-test=saved]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.Instance.Model.Inspection.Problems.Where(p => p.Severity == Severity.Error));
        return Assert.Single(page.Instance.Model.Draft!.Patch.Upserts);
    }

    private IRenderedComponent<ObjectEditPage> Open(string kind, string? name = null)
    {
        Navigation.NavigateTo(AccessConsole.Components.Addresses.Of($"/policy/{kind}/edit", ("name", name)));
        return Render<ObjectEditPage>(p => p.Add(e => e.KindSlug, kind));
    }
}

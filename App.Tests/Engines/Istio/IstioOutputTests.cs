using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Istio;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>What holds of every bundle, whatever it says: one text for one policy, stable names, objects of a size that is stored.</summary>
public sealed class IstioOutputTests
{
    private const int MaxObject = 1_000_000;
    private const int MaxRules = 512;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Bundle_InAnyCultureAndOrderOfRows_IsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        for (var seed = 0; seed < 20; seed++)
        {
            var document = IstioPolicies.Document(new Dice(seed), Now);
            var first = Text(PolicySet.Of(document));
            try
            {
                CultureInfo.CurrentCulture = Foreign();
                Assert.Equal(first, Text(PolicySet.Of(document with
                {
                    IdentityProviders = [.. document.IdentityProviders.Reverse()],
                    Pipelines = [.. document.Pipelines.Reverse()],
                    Workloads = [.. document.Workloads.Reverse()],
                    Services = [.. document.Services.Reverse()],
                    Roles = [.. document.Roles.Reverse()],
                    Grants = [.. document.Grants.Reverse()],
                })));
            }
            finally
            {
                CultureInfo.CurrentCulture = culture;
            }
        }
    }

    [Fact]
    public void Slices_TogetherAreTheEnvironment()
    {
        var policy = PolicySet.Of(IstioPolicies.Document(new Dice(7), Now));
        var slices = policy.DeploymentsIn("production").Select(d => Text(policy, d.Service.Name)).Where(text => text.Length > 0);
        Assert.Equal(Text(policy), string.Join("---\n", slices));
    }

    [Fact]
    public void Names_AreUnique_AndStayWhenGrantsComeAndGo()
    {
        var document = IstioPolicies.Small("/b", "main", webSocket: false, "api.acme.example");
        var before = Named(PolicySet.Of(document));
        var after = Named(PolicySet.Of(document with { Grants = [.. document.Grants.Skip(1)] }));
        Assert.Empty(after.Keys.Except(before.Keys));
        Assert.Equal([document.Grants[0].Name], before.Keys.Except(after.Keys).Select(name => name.Split('.')[4]).Distinct());
    }

    [Fact]
    public void Objects_OfALargeDeployment_AreCut()
    {
        var text = Text(PolicySet.Of(IstioPolicies.Large()));
        var documents = text.Split("---\n");
        Assert.All(documents, d => Assert.True(d.Length < MaxObject, $"{d.Length} characters"));
        Assert.All(IstioObject.Read(text), o => Assert.True(o.Spec.List("rules").Count() <= MaxRules, o.Name));
        Assert.Contains("access.production.api.callers.2", Named(PolicySet.Of(IstioPolicies.Large())).Keys);
    }

    [Fact]
    public void Deployment_AmongManySpiffeIds_ListsFoldersAndWhomItsGrantsName_AndSaysSo()
    {
        var document = IstioPolicies.Large();
        var policy = PolicySet.Of(document with { Grants = [.. document.Grants.Select(g => g with { Principals = new PrincipalSelector { Pipelines = new Selector.Names(["pipeline-1", "pipeline-2000"]) } })] });
        var rule = Assert.Single(Named(policy)["access.production.api.callers"].Spec.List("rules").Cast<YamlMappingNode>(), r => r.List("from").Cast<YamlMappingNode>().Any(f => f.Map("source")!.Texts("principals") is ["acme.example/ci/*", ..]));
        Assert.Equal(["acme.example/ci/pipeline-1"], ((YamlMappingNode)rule.List("from").Single()).Map("source")!.Texts("notPrincipals")!);
        Assert.DoesNotContain("pipeline-3", Text(policy), StringComparison.Ordinal);
        var loss = Assert.Single(IstioPolicies.Cover(policy, policy.Find("production", "api")!).Losses);
        Assert.Equal(("certificates_by_folder", Coverage.Narrower), (loss.Code, loss.Coverage));
        Assert.Contains("`acme.example/ci/*`", loss.Lost, StringComparison.Ordinal);
    }

    [Fact]
    public void Tombstone_HoldsNoObject()
    {
        var input = new CompilationInput(PolicySet.Empty, ImmutableSortedDictionary<string, JwkSet>.Empty, Now);
        Assert.Equal(0, Assert.Single(new IstioCompiler().Assemble(input, new BundleScope("production", Target.Istio, "api"), [])).Content.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("report*")]
    [InlineData("*report")]
    public void Claim_ThatIstioWouldReadAsAWildcard_IsNotWritten_AndALossOfItsGrant(string value)
    {
        var policy = PolicySet.Of(WithWorkload(value));
        Assert.DoesNotContain("access.production.api.grant.reports", Named(policy).Keys);
        var loss = Assert.Single(IstioPolicies.Cover(policy, policy.Find("production", "api")!).Losses, l => l.Grant == "reports");
        Assert.Equal(("reports", "claim_inexpressible", Coverage.Narrower), (loss.Grant, loss.Code, loss.Coverage));
    }

    [Fact]
    public void Claim_WithAStarInside_IsItself() => Assert.Contains("access.production.api.grant.reports", Named(PolicySet.Of(WithWorkload("re*port"))).Keys);

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/**", "/*")]
    [InlineData("/a/**", "/a /a/*")]
    [InlineData("/a/{*}/b", "/a/{*}/b")]
    [InlineData("/{*}/**", "/{*} /{*}/{**}")]
    [InlineData("/a/{*}/", "/a/{*}/")]
    public void Template_InIstiosWords(string template, string expected)
    {
        var rule = (YamlMappingNode)Named(PolicySet.Of(IstioPolicies.Small(template, null, webSocket: false, "api.acme.example")))["access.production.api.grant.shops"].Spec.List("rules").Single();
        var operation = ((YamlMappingNode)rule.List("to").Single()).Map("operation")!;
        Assert.Equal(expected.Split(' '), operation.Texts("paths"));
    }

    /// <summary>Numbers and dates as nobody writes them.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.NegativeSign = "~";
        culture.DateTimeFormat.DateSeparator = culture.DateTimeFormat.TimeSeparator = "~";
        return culture;
    }

    private static PolicyDocument WithWorkload(string claim)
    {
        var document = IstioPolicies.Small("/b", null, webSocket: false, "api.acme.example");
        return document with
        {
            Workloads = [.. document.Workloads, new Workload { Name = "report", Provider = "ci", Claims = new ValueMap([new("sub", claim)]) }],
            Grants = [.. document.Grants, document.Grants[1] with { Name = "reports", Principals = new PrincipalSelector { Workloads = new Selector.Names(["report"]) } }],
        };
    }

    private static Dictionary<string, IstioObject> Named(PolicySet policy) => IstioObject.Read(Text(policy)).ToDictionary(o => o.Kind == "AuthorizationPolicy" ? o.Name : $"{o.Kind}/{o.Name}");

    private static string Text(PolicySet policy, string? service = null) =>
        Encoding.UTF8.GetString(IstioPolicies.Compile(policy, "production", service, Now).Single(f => f.Path == IstioCompiler.ResourcesPath).Content.Span);
}

using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Linkerd;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>What holds of every bundle, whatever it says: one text for one policy, stable names, objects that the API server takes.</summary>
public sealed class LinkerdOutputTests
{
    private const int MaxObject = 1_000_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Bundle_InAnyCultureAndOrderOfRows_IsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        for (var seed = 0; seed < 20; seed++)
        {
            var document = LinkerdPolicies.Document(new Dice(seed), Now);
            var first = Text(document);
            try
            {
                CultureInfo.CurrentCulture = Foreign();
                Assert.Equal(first, Text(document with
                {
                    IdentityProviders = [.. document.IdentityProviders.Reverse()],
                    Pipelines = [.. document.Pipelines.Reverse()],
                    Workloads = [.. document.Workloads.Reverse()],
                    Services = [.. document.Services.Reverse()],
                    Roles = [.. document.Roles.Reverse()],
                    Grants = [.. document.Grants.Reverse()],
                }));
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
        var policy = PolicySet.Of(LinkerdPolicies.Document(new Dice(7), Now));
        var slices = policy.DeploymentsIn("production").Select(d => LinkerdPolicies.Text(policy, d.Service.Name, Now)).Where(text => text.Length > 0);
        Assert.Equal(LinkerdPolicies.Text(policy, service: null, Now), string.Join("---\n", slices));
    }

    [Fact]
    public void Objects_OfRandomPolicies_HoldNoMoreThanTheirDefinitionsTake()
    {
        for (var seed = 0; seed < 40; seed++)
            AssertShapes(Text(LinkerdPolicies.Document(new Dice(seed), Now)));
    }

    [Fact]
    public void Objects_OfALargeDeployment_AreCut()
    {
        var text = Text(LinkerdPolicies.Large());
        AssertShapes(text);
        Assert.All(text.Split("---\n"), d => Assert.True(d.Length < MaxObject, $"{d.Length} characters"));
        Assert.True(LinkerdObject.Read(text).Count(o => o.Kind == "MeshTLSAuthentication") > 2);
        var engine = new LinkerdInterpreter(LinkerdObject.Read(text), LinkerdPolicies.PodOf(LinkerdPolicies.Large().Services[0].Deployments[0]));
        Assert.True(engine.Allows(new LinkerdRequest("GET", "/service/0/x", $"spiffe://{PolicyGen.TrustDomain}/ci/{new string('x', 300)}/pipeline-2999")));
        Assert.False(engine.Allows(new LinkerdRequest("GET", "/service/1/x", $"spiffe://{PolicyGen.TrustDomain}/ci/{new string('x', 300)}/pipeline-2999")));
    }

    [Fact]
    public void Names_AreUnique_AndOfTheSameCallersTheSame()
    {
        var document = LinkerdPolicies.Small("/a", "/b/**");
        var before = Names(document);
        Assert.Equal(before, Names(document with { Grants = [.. document.Grants.Take(1)] }));
        Assert.Equal(before.Count, before.Distinct().Count());
        Assert.All(before, name => Assert.StartsWith("access.production.api.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Tombstone_HoldsNoObject()
    {
        var input = new CompilationInput(PolicySet.Empty, ImmutableSortedDictionary<string, JwkSet>.Empty, Now);
        Assert.Equal(0, Assert.Single(new LinkerdCompiler().Assemble(input, new BundleScope("production", Target.Linkerd, "api"), [])).Content.Length);
    }

    [Fact]
    public void Texts_OfPeople_AreNotInIt()
    {
        var document = LinkerdPolicies.Small("/a");
        Assert.DoesNotContain("PAY-1234", Text(document with { Grants = [.. document.Grants.Select(g => g with { Reason = "PAY-1234" })] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Deployment_WithoutAnyGrant_IsAServerThatDenies()
    {
        var server = Assert.Single(LinkerdObject.Read(Text(LinkerdPolicies.Small())));
        Assert.Equal(("Server", "deny"), (server.Kind, server.Spec.Text("accessPolicy")));
    }

    [Fact]
    public void Path_WithoutWildcards_IsMatchedToTheLetter()
    {
        var matches = Matches(Text(LinkerdPolicies.Small("/a.b", "/a.b/"))).ToArray();
        Assert.Equal([("Exact", "/a.b"), ("Exact", "/a.b/")], matches.Select(m => (m.Map("path")!.Text("type")!, m.Map("path")!.Text("value")!)));
    }

    [Fact]
    public void Paths_ThatOverlapBeyondMeasure_AreRefusedAltogether()
    {
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => $"/{string.Join('/', Enumerable.Range(0, 12).Select(j => i == j ? $"x{j}" : "{*}"))}")];
        var policy = PolicySet.Of(LinkerdPolicies.Small(paths));
        Assert.Equal(["Server"], LinkerdObject.Read(LinkerdPolicies.Text(policy, "api", Now)).Select(o => o.Kind));
        var loss = Assert.Single(LinkerdPolicies.Cover(policy, policy.Find("production", "api")!).Losses);
        Assert.Equal(("paths_inexpressible", Coverage.Narrower), (loss.Code, loss.Coverage));
    }

    private static void AssertShapes(string text)
    {
        var objects = LinkerdObject.Read(text);
        Assert.Equal(objects.Count, objects.Select(o => (o.Kind, o.Name)).Distinct().Count());
        Assert.All(objects, o => Assert.InRange(o.Name.Length, 1, 253));
        foreach (var rules in objects.Where(o => o.Kind == "HTTPRoute").Select(o => o.Spec.List("rules").OfType<YamlMappingNode>().ToArray()))
        {
            Assert.InRange(rules.Length, 1, 16);
            Assert.All(rules, rule => Assert.InRange(rule.List("matches").Count(), 1, 8));
        }

        foreach (var path in Matches(text).Select(m => m.Map("path")!))
        {
            Assert.InRange(path.Text("value")!.Length, 1, 1_024);
            if (path.Text("type") == "RegularExpression")
                Assert.True(path.Text("value")!.StartsWith("^(?:", StringComparison.Ordinal) && path.Text("value")!.EndsWith(")$", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<YamlMappingNode> Matches(string text) =>
        LinkerdObject.Read(text).Where(o => o.Kind == "HTTPRoute").SelectMany(o => o.Spec.List("rules").OfType<YamlMappingNode>()).SelectMany(r => r.List("matches").OfType<YamlMappingNode>());

    /// <summary>Numbers and dates as nobody writes them.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.NegativeSign = "~";
        culture.DateTimeFormat.DateSeparator = culture.DateTimeFormat.TimeSeparator = "~";
        return culture;
    }

    private static IReadOnlyList<string> Names(PolicyDocument document) => [.. LinkerdObject.Read(Text(document)).Select(o => $"{o.Name} {o.Kind}")];

    private static string Text(PolicyDocument document) => LinkerdPolicies.Text(PolicySet.Of(document), service: null, Now);
}

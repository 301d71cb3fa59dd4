using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>What holds of every bundle, whatever it says: one text for one policy, stable names, entries that Consul's API takes.</summary>
public sealed class ConsulOutputTests
{
    private const int MaxEntry = 512 * 1024;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Bundle_InAnyCultureAndOrderOfRows_IsTheSame()
    {
        var culture = CultureInfo.CurrentCulture;
        for (var seed = 0; seed < 20; seed++)
        {
            var document = ConsulPolicies.Document(new Dice(seed), Now);
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
        var policy = PolicySet.Of(ConsulPolicies.Document(new Dice(7), Now));
        var slices = policy.DeploymentsIn("production").SelectMany(d => ConsulPolicies.Compile(policy, "production", d.Service.Name, Now)).Select(e => e!.ToJsonString());
        Assert.Equal(ConsulPolicies.Compile(policy, "production", null, Now).Select(e => e!.ToJsonString()), slices);
    }

    [Fact]
    public void Names_StayWhenGrantsComeAndGo_AndMetaSaysWhoseTheyAre()
    {
        var document = ConsulPolicies.Small();
        var before = Entries(document);
        var after = Entries(document with { Grants = [.. document.Grants.Skip(1)] });
        Assert.Equal(["jwt-provider access.production.api.ci", "service-intentions api"], before.Select(Name));
        Assert.Equal(["service-intentions api"], after.Select(Name));
        Assert.NotEqual(Meta(before[^1], "access-digest"), Meta(after[^1], "access-digest"));
        Assert.All(before, e => Assert.Equal(("access-console", "production", "api"), (Meta(e, "managed-by"), Meta(e, "access-environment"), Meta(e, "access-service"))));
    }

    [Fact]
    public void Tombstone_HoldsNoEntry()
    {
        var input = new CompilationInput(PolicySet.Empty, ImmutableSortedDictionary<string, JwkSet>.Empty, Now);
        var file = Assert.Single(new ConsulCompiler().Assemble(input, new BundleScope("production", Target.Consul, "api"), []));
        Assert.Empty(JsonNode.Parse(file.Content.Span)!.AsArray());
    }

    [Fact]
    public void Provider_WithoutKeys_IsAskedForByNoIntention()
    {
        var document = ConsulPolicies.Small();
        var entries = Entries(document with { IdentityProviders = [document.IdentityProviders[0] with { Oidc = document.IdentityProviders[0].Oidc! with { Jwks = new JwkSet() } }, document.IdentityProviders[1]] });
        Assert.DoesNotContain("Providers", Assert.Single(entries)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(5_000, true)]
    public void Entry_ThatWouldBeTooLarge_RefusesEverything_AndIsALoss(int pipelines, bool isTooLarge)
    {
        var document = ConsulPolicies.Small();
        var large = document with { Pipelines = [.. Enumerable.Range(0, pipelines).Select(i => document.Pipelines[0] with { Name = $"p-{i}", Slug = $"p-{i}", Id = new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) })] };
        var intentions = Entries(large)[^1]!;
        Assert.InRange(intentions.ToJsonString().Length, isTooLarge ? 0 : MaxEntry / 10, isTooLarge ? 1_000 : MaxEntry);
        Assert.Equal(isTooLarge, Cover(large).Losses.Any(l => l is { Code: "entry_too_large", Coverage: Coverage.Narrower }));
    }

    [Theory]
    [InlineData("/a", "PathExact /a")]
    [InlineData("/a/", "PathExact /a/")]
    [InlineData("/**", "PathPrefix /")]
    [InlineData("/a/**", "PathExact /a|PathPrefix /a/")]
    [InlineData("/a.b/{*}", @"PathRegex /a\.b/[!-.0-~]+")]
    [InlineData("/{*}/**", "PathRegex /[!-.0-~]+(?:/[!-~]*)?")]
    public void Template_InConsulsWords(string template, string expected)
    {
        var source = Entries(ConsulPolicies.Small(template))[^1]!["Sources"]!.AsArray().Single(s => (string?)s!["Name"] == "*")!;
        var paths = source["Permissions"]!.AsArray().Select(p => p!["HTTP"]!.AsObject().FirstOrDefault(m => m.Key.StartsWith("Path", StringComparison.Ordinal))).Where(m => m.Key is not null);
        Assert.Equal(expected.Split('|'), paths.Select(m => $"{m.Key} {m.Value}"));
    }

    [Fact]
    public void Bootstrap_IsTaken_AndDeniesEverything()
    {
        var entry = JsonNode.Parse(File.ReadAllText(Repository.PathTo("deploy", "consul", "bootstrap", "deny-all.json")))!;
        var entries = new JsonArray(entry);
        Assert.Empty(ConsulEntryChecker.Check(entries));
        Assert.False(new ConsulInterpreter(entries, "api", PolicyGen.TrustDomain).Allows(new ConsulRequest("GET", "/b", [], [ConsulPolicies.IdOf("web").Text], Now)));
    }

    private static JsonArray Entries(PolicyDocument document) => ConsulPolicies.Compile(PolicySet.Of(document), "production", null, Now);

    private static HopCoverage Cover(PolicyDocument document) => PolicySet.Of(document) is var policy ? ConsulPolicies.Cover(policy, policy.Find("production", "api")!) : null!;

    private static string Name(JsonNode? entry) => $"{entry!["Kind"]} {entry["Name"]}";

    private static string? Meta(JsonNode? entry, string key) => (string?)entry!["Meta"]![key];

    private static string Text(PolicySet policy) => ConsulPolicies.Compile(policy, "production", null, Now).ToJsonString();

    /// <summary>Numbers and dates as nobody writes them.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.NegativeSign = "~";
        culture.DateTimeFormat.DateSeparator = culture.DateTimeFormat.TimeSeparator = "~";
        return culture;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Artefacts;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

/// <summary>What a change does to engines' own configuration, on a policy whose service stands behind nginx and Istio.</summary>
public sealed class ArtefactDiffTests
{
    private const string Text =
        """
        apiVersion: access/v1
        identityProviders:
          - name: mesh
            spiffe: { trustDomain: acme.example }
        environments: [{ name: production }]
        workloads:
          - { name: shop, spiffeId: "spiffe://acme.example/ns/shop/sa/shop" }
        services:
          - name: payments
            deployments:
              - environment: production
                hosts: [payments.acme.example]
                upstream: https://10.0.4.12:8443
                kubernetes: { namespace: payments, selector: { app: api }, port: 8443 }
                hops: [{ engine: nginx, spiffeId: "spiffe://acme.example/gateway" }, istio]
          - name: untouched
            deployments:
              - { environment: production, hosts: [untouched.acme.example], upstream: "https://10.0.4.13:8443", hops: [nginx] }
        roles:
          - name: reader
            permissions: [{ services: { names: [payments] }, methods: [GET], paths: ["/v1/**"] }]
        grants:
          - { name: shop-reads, effect: allow, principals: { workloads: { names: [shop] } }, role: reader, environments: [production], reason: "for the test" }
        """;

    private static readonly PolicyCompiler Compiler = new(TargetCompilers.All);
    private static readonly PolicySet Policy = PolicySet.Of(PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(Text), DocumentFormat.Yaml).Document);

    [Fact]
    public void AddedGrant_IsShownAtEachHopOfTheServiceItTouches_AndNowhereElse()
    {
        var diff = After(new PolicyPatch { Upserts = [Grant("shop-writes", "reader")] });
        Assert.Equal([(Target.Nginx, "payments"), (Target.Istio, "payments")], diff.Changes.Select(c => (c.Scope.Target, c.Scope.Service!)).Distinct());
        var added = Assert.Single(diff.Changes, c => c.Scope.Target == Target.Istio);
        Assert.Equal(("AuthorizationPolicy payments/access.production.payments.grant.shop-writes", ArtefactVerb.Added), (added.Part, added.Verb));
        Assert.All(added.Lines, l => Assert.Equal(DiffLineKind.Added, l.Kind));
        Assert.Contains(added.Lines, l => l.ToString() == "+ kind: AuthorizationPolicy");
        var data = Assert.Single(diff.Changes, c => c.Scope.Target == Target.Nginx);
        Assert.Equal(("nginx/policy.json", ArtefactVerb.Changed), (data.Part, data.Verb));
        Assert.Contains(data.Lines, l => l.Kind == DiffLineKind.Added && l.Text.Contains("shop-writes", StringComparison.Ordinal));
        Assert.Contains(data.Lines, l => l.Kind == DiffLineKind.Gap);
        Assert.Equal(data.Lines.Count(l => l.Kind == DiffLineKind.Added), data.Added);
    }

    [Fact]
    public void DeletedService_TakesItsObjectsOut()
    {
        var service = new PolicyReference(PolicyKind.Service, "payments");
        var role = new PolicyReference(PolicyKind.Role, "reader");
        var diff = After(new PolicyPatch { Deletes = [service, role, new PolicyReference(PolicyKind.Grant, "shop-reads")] });
        var objects = diff.Changes.Where(c => c.Scope.Target == Target.Istio).ToArray();
        Assert.Contains(objects, c => c.Part.StartsWith("AuthorizationPolicy payments/", StringComparison.Ordinal));
        Assert.All(objects, c => Assert.Equal(ArtefactVerb.Removed, c.Verb));
    }

    /// <summary>An engine without a clock is told what follows by states: what is the same in each is said once, and an end at its instant.</summary>
    [Fact]
    public void Ending_IsShownAtItsInstant_WhereTheEngineHasNoClock()
    {
        var expires = DateTimeOffset.UnixEpoch.AddHours(5);
        var diff = After(new PolicyPatch { Upserts = [Policy.Grants["shop-reads"] with { Expires = expires }, Grant("shop-writes", "reader")] });
        var istio = diff.Changes.Where(c => c.Scope.Target == Target.Istio).Select(c => (c.Part.Split('.')[^1], c.Verb, c.From));
        Assert.Equal([("shop-writes", ArtefactVerb.Added, null), ("shop-reads", ArtefactVerb.Removed, expires)], istio);
        Assert.All(diff.Changes.Where(c => c.Scope.Target == Target.Nginx), c => Assert.Null(c.From));
    }

    /// <summary>What a bundle says to its puller is beside its first state alone, and holds for all of them.</summary>
    [Fact]
    public void WordToThePuller_IsShownWhereItChangesOnly()
    {
        var denying = Policy.Apply(new PolicyPatch { Upserts = [Policy.Environments["production"] with { OnStale = OnStale.Deny }] });
        var word = Assert.Single(ArtefactDiff.Between(Compiler, Input(Policy), Input(denying)).Changes, c => c.Part == "istio/puller.json");
        Assert.Equal((ArtefactVerb.Added, null), (word.Verb, word.From));

        var ending = denying.Apply(new PolicyPatch { Upserts = [Policy.Grants["shop-reads"] with { Expires = DateTimeOffset.UnixEpoch.AddHours(5) }] });
        var diff = ArtefactDiff.Between(Compiler, Input(denying), Input(ending));
        Assert.Contains(diff.Changes, c => c.Scope.Target == Target.Istio && c.From is not null);
        Assert.DoesNotContain(diff.Changes, c => c.Part == "istio/puller.json");
    }

    [Fact]
    public void Nothing_IsShown_WhereNothingChanges() => Assert.Empty(After(PolicyPatch.Empty).Changes);

    [Fact]
    public void MoreServicesThanAnybodyReads_AreCounted()
    {
        var many = PolicySet.Of(Policy.ToDocument() with
        {
            Services = [.. Policy.Services.Values, .. Enumerable.Range(0, ArtefactDiff.MaxServices).Select(i => Copy(i))],
        });
        var diff = ArtefactDiff.Between(Compiler, Input(many), Input(many.Apply(new PolicyPatch { Upserts = [new Workload { Name = "other", SpiffeId = SpiffeId.Parse("spiffe://acme.example/other") }] })));
        Assert.Equal(2, diff.Omitted);
    }

    /// <summary>Following the signs gives back either text.</summary>
    [Fact]
    public void Lines_SayBothTexts() =>
        Gen.Select(Texts, Texts).Sample((before, after) =>
        {
            var lines = LineDiff.Whole(before, after);
            return Joined(lines, DiffLineKind.Added) == before && Joined(lines, DiffLineKind.Removed) == after && Shown(LineDiff.NearChanges(before, after)) == lines.Length;
        });

    private static Gen<string> Texts => Gen.Int[0, 3].Array[1, 30].Select(lines => string.Join('\n', lines));

    private static string Joined(ImmutableArray<DiffLine> lines, DiffLineKind without) => string.Join('\n', lines.Where(l => l.Kind != without).Select(l => l.Text));

    /// <summary>How many lines are shown or counted.</summary>
    private static int Shown(ImmutableArray<DiffLine> lines) =>
        lines.Sum(l => l.Kind == DiffLineKind.Gap ? int.Parse(l.Text.Split(' ')[0], CultureInfo.InvariantCulture) : 1);

    private static Service Copy(int i)
    {
        var service = Policy.Services["untouched"];
        return service with { Name = $"copy-{i}", Deployments = [service.Deployments[0] with { Hosts = [$"copy-{i}.acme.example"] }] };
    }

    private static Grant Grant(string name, string role) => Policy.Grants["shop-reads"] with { Name = name, Id = null, Role = role };

    private static ArtefactDiff After(PolicyPatch patch) => ArtefactDiff.Between(Compiler, Input(Policy), Input(Policy.Apply(patch)));

    private static CompilationInput Input(PolicySet policy) => new(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
}

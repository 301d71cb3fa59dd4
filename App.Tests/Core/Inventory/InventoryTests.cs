using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Inventory;

public sealed class InventoryTests
{
    private static readonly Guid OrganizationId = Guid.Parse("01860a1c-0000-4000-8000-000000000001");
    private static readonly InventoryCluster Cluster = new(Guid.Parse("0191f956-042f-4ec4-aa62-8e5eeae396d0"), "Open Source", [new(Guid.Parse("0191f956-62da-4515-b79b-bdecb519aa32"), "deploy")]);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PolicyObjects Policy = PolicyObjects.Of(PolicyReader.Read(
        """
        apiVersion: access/v1
        identityProviders:
          - name: buildkite
            oidc: { issuer: "https://agent.buildkite.com", audience: "https://access.acme.example", jwksUri: "https://agent.buildkite.com/.well-known/jwks" }
          - name: older
            oidc: { issuer: "https://older.example", audience: "https://access.acme.example", identifyBy: slug, jwksUri: "https://older.example/jwks" }
        pipelines:
          - { name: same, provider: buildkite, organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }, slug: same, id: 0187c6a2-0000-4000-8000-000000000001 }
          - { name: was-renamed, provider: buildkite, organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }, slug: before, id: 0187c6a2-0000-4000-8000-000000000002, labels: { team: shop, buildkite/tag.old: "true" } }
          - { name: deleted, provider: buildkite, organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }, slug: deleted, id: 0187c6a2-0000-4000-8000-000000000003 }
          - { name: never-seen, provider: buildkite, organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }, slug: never, id: 0187c6a2-0000-4000-8000-000000000004 }
          - { name: by-slug, provider: older, organization: { slug: acme }, slug: by-slug }
          - { name: elsewhere, provider: buildkite, organization: { slug: other, id: 01860a1c-0000-4000-8000-000000000009 }, slug: same, id: 0187c6a2-0000-4000-8000-000000000009 }
        """u8.ToArray(), DocumentFormat.Yaml).Document);

    private static readonly OrganizationInventory Acme = new("acme", OrganizationId, [Cluster],
    [
        Seen(1, "same"), Seen(2, "after"), Seen(3, "deleted") with { GoneAt = Noon }, Seen(5, "by-slug"), Seen(6, "brand.New"), Seen(7, "shelved", p => p with { ArchivedAt = Noon }),
        Seen(8, "gone-and-unknown") with { GoneAt = Noon },
    ]);

    [Fact]
    public void Pipelines_StandToThePolicyByUuid()
    {
        var standings = InventoryComparer.Compare(Acme, Policy).Select(c => $"{c.Slug} {c.Standing}");
        Assert.Equal(
            ["after Changed", "brand.New New", "by-slug Changed", "deleted Gone", "never Gone", "same Same", "shelved Archived"], standings);
    }

    [Fact]
    public void Organization_NeverListed_HasNothingGone() =>
        Assert.Empty(InventoryComparer.Compare(new OrganizationInventory("acme", null, [], []), Policy));

    [Fact]
    public void Changes_SayWhatThePolicySaysOtherwise()
    {
        var compared = InventoryComparer.Compare(Acme, Policy);
        Assert.Equal(
            [new("slug", "before", "after"), new("label buildkite/tag.old", "true", null)],
            compared.Single(c => c.InPolicy?.Name == "was-renamed").Changes);
        Assert.Equal(
            [new("uuid", null, Id(5).ToString()), new("organization uuid", null, OrganizationId.ToString())],
            compared.Single(c => c.InPolicy?.Name == "by-slug").Changes);
    }

    [Fact]
    public void Import_AddsUpdatesAndTakesOutWhatWasChosen()
    {
        var plan = Plan([1, 2, 3, 5, 6, 77], team: "payments");
        Assert.Equal((1, 2, 1, 2), (plan.Added, plan.Updated, plan.Removed, plan.Left));
        Assert.Equal([new PolicyReference(PolicyKind.Pipeline, "deleted")], plan.Patch.Deletes);
        var upserts = plan.Patch.Upserts.Cast<Pipeline>().ToDictionary(p => p.Name);
        Assert.Equal(["brand-new", "by-slug", "was-renamed"], upserts.Keys.Order());
        Assert.Equal(("after", "shop"), (upserts["was-renamed"].Slug, upserts["was-renamed"].Labels["team"]));
        Assert.Equal(Id(5), upserts["by-slug"].Id);
        Assert.Equal("older", upserts["by-slug"].Provider);
        var added = upserts["brand-new"];
        Assert.Equal(("brand.New", "buildkite", "payments", OrganizationId), (added.Slug, added.Provider, added.Labels["team"], added.Organization.Id));
    }

    [Fact]
    public void Import_Applied_LeavesNothingToImport()
    {
        var after = Policy.Apply(Plan([1, 2, 3, 5, 6, 7]).Patch, out _);
        Assert.Equal(["never Gone"], InventoryComparer.Compare(Acme, after).Where(c => c.Standing != PipelineStanding.Same).Select(c => $"{c.Slug} {c.Standing}"));
        Assert.Empty(PolicyValidator.Validate(after.ToDocument(), new ValidationOptions([], IsDevelopment: false, Noon)).Where(d => d.Severity == AccessConsole.Core.Diagnostics.Severity.Error));
    }

    [Fact]
    public void Import_OfAPassedOnSlug_UpdatesItsFormerHolderToo()
    {
        var swapped = Acme with { Pipelines = [Seen(1, "before"), Seen(2, "same"), Seen(6, "deleted")] };
        var plan = PipelineImport.Plan(swapped, Policy, new PipelineChoice(new HashSet<Guid> { Id(2) }, "buildkite"));
        Assert.Equal((0, 2, 0), (plan.Added, plan.Updated, plan.Left));
        Assert.Equal(["same"], plan.Also);
        var after = Policy.Apply(plan.Patch, out _);
        Assert.Equal(("before", "same"), (after.Pipelines["same"].Slug, after.Pipelines["was-renamed"].Slug));
    }

    [Theory]
    [InlineData("Payments.Deploy", "payments-deploy")]
    [InlineData("___", "pipeline")]
    [InlineData("taken", "taken-000042")]
    [InlineData("taken-000042", "taken-000042")]
    public void Name_ComesFromTheSlug(string slug, string name) => Assert.Equal(name, PipelineNames.Of(slug, Id(42), new HashSet<string> { "taken" }));

    [Fact]
    public void Name_IsNeverTaken()
    {
        var taken = new HashSet<string>();
        foreach (var number in Enumerable.Range(0, 50))
            Assert.True(taken.Add(PipelineNames.Of(new string('x', 255), Id(number * 1_000_000), taken)));
        Assert.All(taken, name => Assert.InRange(name.Length, 1, 63));
    }

    [Theory]
    [InlineData("team:payments", "buildkite/tag.team", "payments")]
    [InlineData("Team=Payments & Billing", "buildkite/tag.team", "Payments & Billing")]
    [InlineData("testing", "buildkite/tag.testing", "true")]
    [InlineData(":terraform:", "buildkite/tag.terraform", "true")]
    [InlineData("two words", "buildkite/tag.two-words", "true")]
    [InlineData("🚀", null, null)]
    [InlineData("a:b\u202ec", null, null)]
    [InlineData("a-key-that-is-much-longer-than-any-key-of-a-label-may-be-in-the-policy:x", null, null)]
    public void Tag_BecomesALabelOfTheImport(string tag, string? key, string? value)
    {
        var labels = PipelineLabels.Of(Seen(1, "x", p => p with { Tags = [tag] }).Pipeline, null);
        Assert.Equal(key is null ? [] : [new(key, value!)], labels);
    }

    [Fact]
    public void Labels_OfPeople_AreLeftAlone()
    {
        var labels = PipelineLabels.Replace(
            new ValueMap([new("team", "shop"), new("buildkite/tag.old", "true")]), PipelineLabels.Of(Seen(1, "x", p => p with { Tags = ["team:other"] }).Pipeline, Cluster));
        Assert.Equal([new("buildkite/cluster", "Open Source"), new("buildkite/tag.team", "other"), new("team", "shop")], labels);
        var many = new ValueMap(Enumerable.Range(0, DocumentLimits.Labels).Select(i => KeyValuePair.Create($"own-{i:D2}", "x")));
        Assert.Equal(many, PipelineLabels.Replace(many, labels));
    }

    [Theory]
    [InlineData(true, true, false, "code", "forks_unprefixed")]
    [InlineData(true, true, null, "code", "forks_unprefixed")]
    [InlineData(true, null, null, null, "forks_unprefixed")]
    [InlineData(true, true, true, "code", "forks_built")]
    [InlineData(true, false, false, "code", "")]
    [InlineData(true, true, false, "none", "")]
    [InlineData(false, true, false, "code", "")]
    [InlineData(null, true, false, "code", "")]
    public void Forks_AreARiskAsTheyAreBuilt(bool? forks, bool? pullRequests, bool? prefix, string? trigger, string codes)
    {
        var source = new SourceSettings { BuildsForks = forks, BuildsPullRequests = pullRequests, PrefixesForkBranches = prefix, TriggerMode = trigger };
        Assert.Equal(codes, string.Join(' ', PipelineRisks.Of(Seen(1, "x", p => p with { Source = source }).Pipeline).Select(r => r.Code)));
    }

    [Fact]
    public void Risks_ComeWorstFirst()
    {
        var source = new SourceSettings { BuildsForks = true, BuildsBranches = false };
        var risks = PipelineRisks.Of(Seen(1, "x", p => p with { ClusterId = null, IsPublic = true, Source = source }).Pipeline);
        Assert.Equal(["forks_unprefixed", "public_builds", "pushes_not_built", "no_cluster"], risks.Select(r => r.Code));
    }

    [Fact]
    public void Provider_IsThatOfTheOrganizationElseBuildkites()
    {
        Assert.Equal("buildkite", PipelineImport.ProviderOf(Acme, Policy));
        Assert.Equal("buildkite", PipelineImport.ProviderOf(Acme with { Slug = "new", Id = Guid.Parse("01860a1c-0000-4000-8000-00000000000f") }, Policy));
        Assert.Null(PipelineImport.ProviderOf(Acme, PolicyObjects.None));
    }

    private static ImportPlan Plan(int[] numbers, string? team = null) => PipelineImport.Plan(Acme, Policy, new PipelineChoice(numbers.Select(Id).ToHashSet(), "buildkite", team));

    private static Guid Id(int number) => Guid.Parse($"0187c6a2-0000-4000-8000-{number:D12}");

    private static KnownPipeline Seen(int number, string slug, Func<InventoryPipeline, InventoryPipeline>? change = null)
    {
        var pipeline = new InventoryPipeline { Id = Id(number), Slug = slug, Name = slug, ClusterId = Guid.Parse("0191f956-0000-4000-8000-000000000000") };
        return new KnownPipeline(change?.Invoke(pipeline) ?? pipeline, Noon, null);
    }
}

using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis;

public sealed class AccessDiffTests
{
    [Fact]
    public void Sentences_OfANewGrant_SayWhoGainsWhatWhereAndUnderWhichConditions() => Assert.Equal(
        [
            "`payments-deploy` gains POST /admin/migrations/** on `payments-api` and `search` in production, "
                + "from branch `main` or `release/*`, for builds without a tag, until 2027-02-01 00:00 UTC",
        ],
        Diff(Bare, WithGrant).Sentences);

    [Fact]
    public void Sentences_OfConditionsThatFall_SayEachOnceAndNotEveryCombination()
    {
        var strict = Migrates with { When = new Conditions { Branches = [Pattern.Parse("main")], Sources = [Pattern.Parse("ui"), Pattern.Parse("webhook")] } };
        Assert.Equal(
            [
                "`payments-deploy` gains POST /admin/migrations/** on `payments-api` and `search` in production, until 2027-02-01 00:00 UTC: for builds with a tag, "
                    + "or from branch anything but `main` (even none), or with source anything but `ui` or `webhook` (even none)",
            ],
            Diff(Bare.With(strict), Bare.With(strict with { When = Conditions.None })).Sentences.Where(s => !s.Contains("certificate", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sentences_OfTheSameServicesInTwoEnvironments_AreOne()
    {
        var both = Migrates with { Environments = ["production", "staging"], Expires = null, When = Conditions.None };
        var everywhere = Diff(Bare, Bare.With(both));
        Assert.Equal(
            [
                "`payments-deploy` gains POST /admin/migrations/** on `payments-api` and `search` in production",
                "`payments-deploy` gains POST /admin/migrations/** on `payments-api` in staging",
            ],
            everywhere.Sentences);
        var role = Bare.Roles["migrator"];
        var narrow = Bare.With(role with { Permissions = [.. role.Permissions.Select(p => p with { Services = new Selector.Names(["payments-api"]) })] });
        Assert.Equal(["`payments-deploy` gains POST /admin/migrations/** on `payments-api` in production and staging"], Diff(narrow, narrow.With(both)).Sentences);
    }

    [Theory]
    [InlineData("main,release/*", "main,release/*,release/1", "nothing")]
    [InlineData("release/*", "release/1", "from branch `release/*` (except `release/1`), for builds without a tag")]
    [InlineData("*", "release/*,main", "from branch any text but `main` or `release/*`, for builds without a tag")]
    public void Sentences_OfBranchesThatAreLeftOut_NameThemWhereTheyBelong(string before, string after, string lost)
    {
        var was = Migrates with { Expires = null, When = new Conditions { Branches = Patterns(before) } };
        var sentences = Diff(Bare.With(was), Bare.With(was with { When = new Conditions { Branches = Patterns(after) } })).Sentences;
        Assert.Equal(lost == "nothing" ? [] : [$"`payments-deploy` loses POST /admin/migrations/** on `payments-api` and `search` in production, {lost}"], sentences);

        static ValueList<Pattern> Patterns(string list) => [.. list.Split(',').Select(Pattern.Parse)];
    }

    [Fact]
    public void WitnessOf_ASentenceThatNamesNoText_IsABuildAsTheyAre()
    {
        var strict = Migrates with { When = new Conditions { Sources = [Pattern.Parse("ui"), Pattern.Parse("webhook")] } };
        var diff = Diff(Bare.With(strict), Bare.With(strict with { When = Conditions.None }));
        Assert.Equal("api", diff.WitnessOf(diff.Spoken.Last())!.Request.Source);
    }

    [Fact]
    public void Sentences_OfManyIdentitiesWithTheSameLoss_AreOneWithTheirSharedLabels()
    {
        var reads = Migrates with { Name = "reads", Role = "reader", Principals = new PrincipalSelector { Pipelines = Selector.Everything }, When = Conditions.None, Expires = null };
        Assert.Equal(
            ["all 13 pipelines (`payments-deploy`, `team-01`, `team-02` and 10 more) lose GET /** on `payments-api` and `search` in production"],
            Diff(Bare.With(reads), Bare).Sentences);
    }

    [Fact]
    public void Between_ADenyOverAnAllow_LosesExactlyWhatItCutsOut()
    {
        var deny = Migrates with { Name = "no", Effect = Effect.Deny, When = new Conditions { Branches = [Pattern.Parse("release/1")] }, Expires = null };
        var change = Diff(WithGrant, WithGrant.With(deny)).Changes[0];
        Assert.Equal(AccessDirection.Lost, change.Direction);
        Assert.Equal("POST /admin/migrations/**, from branch `release/1`, for builds without a tag, until 2027-02-01 00:00 UTC", Assert.Single(change.Regions).ToString());
    }

    [Fact]
    public void Between_RenamesOfGrantAndPipeline_IsEmpty()
    {
        var pipeline = WithGrant.Pipelines["payments-deploy"];
        var renamed = WithGrant.Apply(new PolicyPatch
        {
            Upserts = [pipeline with { Name = "pay" }, Migrates with { Name = "other", Principals = new PrincipalSelector { Pipelines = new Selector.Names(["pay"]) } }],
            Deletes = [Migrates.Reference],
        });
        Assert.Empty(Diff(WithGrant, renamed).Changes);
    }

    [Fact]
    public void Between_AnotherPipelineId_TakesFromTheOldIdentityAndGivesToTheNew()
    {
        var after = WithGrant.With(WithGrant.Pipelines["payments-deploy"] with { Name = "payments-deploy", Id = Guid.Parse("0187c6a2-0000-4000-8000-0000000000ff") });
        Assert.Equal((2, 2), (Diff(WithGrant, after).GainedCount, Diff(WithGrant, after).LostCount));
        Assert.All(Diff(WithGrant, after).Changes, c => Assert.Equal(c.Direction == AccessDirection.Gained, c.Identity.Claims["pipeline_id"].EndsWith("ff", StringComparison.Ordinal)));
    }

    [Fact]
    public void Between_AnotherUpstream_TakesTheOldTargetAndGivesTheNew()
    {
        var after = WithGrant.WithDeployment("payments-api", "production", d => d with { Upstream = "http://10.9.9.9" });
        var changes = Diff(WithGrant, after).Changes;
        Assert.Equal(
            [(AccessDirection.Gained, "http://10.9.9.9"), (AccessDirection.Lost, "http://10.0.0.1")],
            changes.Select(c => (c.Direction, c.Target.Upstream!)));
    }

    [Fact]
    public void Between_ShadowAndEmptyHops_GiveEverythingToEverybody()
    {
        var shadow = Diff(WithGrant, WithGrant.WithDeployment("payments-api", "production", d => d with { Mode = Mode.Shadow }));
        var bypass = Diff(WithGrant, WithGrant.WithDeployment("payments-api", "production", d => d with { Hops = [] }));
        Assert.Equal(shadow, bypass);
        Assert.Equal(["everything"], shadow.Changes.Single(c => c.Identity.Kind == IdentityKind.NoCredential).Regions.Select(r => r.ToString()));
        Assert.Contains(shadow.Changes, c => c.Identity.Kind == IdentityKind.AnyToken && c.Except.Length == 1);
        Assert.Equal(0, shadow.LostCount);
    }

    [Fact]
    public void Between_IsolationOfPipelinesOnly_LeavesTheMeshAlone()
    {
        var after = Bare.WithDeployment("payments-api", "production", d => d with { Isolation = Isolation.Pipelines });
        Assert.Equal(
            ["every certificate of `spiffe://acme.example` but under /ci gains everything on `payments-api` in production"],
            Diff(Bare, after).Sentences);
    }

    [Fact]
    public void Between_UnidentifiedAllow_IsSeen() => Assert.Equal(
        ["a caller without credential gains everything on `search` in production"],
        Diff(Bare, Bare.WithDeployment("search", "production", d => d with { Unidentified = Unidentified.Allow })).Sentences);

    [Fact]
    public void Between_AProbe_IsGivenToClassesAndNotOneByOne()
    {
        var diff = Diff(Bare, Bare.WithDeployment("payments-api", "staging", d => d with { Probes = [PathTemplate.Parse("/healthz")] }));
        Assert.All(diff.Changes, c => Assert.Equal("GET /healthz", Assert.Single(c.Regions).ToString()));
        Assert.Equal([IdentityKind.AnyCertificate, IdentityKind.AnyCertificate, IdentityKind.AnyToken, IdentityKind.NoCredential], diff.Changes.Select(c => c.Identity.Kind).Order().Reverse());
        Assert.Contains(diff.ChangesOf(IdentityOf("team-01")), c => c.Service == "payments-api");
    }

    [Fact]
    public void Between_AnEndedGrant_IsEmpty() =>
        Assert.Empty(Diff(Bare, Bare.With(Migrates with { Expires = Now })).Changes);

    [Fact]
    public void Digest_OfTheSameDiff_IsTheSameAndOfAnotherIsAnother()
    {
        Assert.Equal(Diff(Bare, WithGrant).Digest, Diff(Bare, Bare.With(Migrates with { Name = "another-name" })).Digest);
        Assert.NotEqual(Diff(Bare, WithGrant).Digest, Diff(Bare, Bare.With(Migrates with { Expires = null })).Digest);
        Assert.Matches("^[0-9a-f]{64}$", Diff(Bare, WithGrant).Digest);
    }

    [Fact]
    public void Digest_OfPatternsThatTryToReadAsOthers_Differs()
    {
        var two = Migrates with { When = new Conditions { Branches = [Pattern.Parse("a"), Pattern.Parse("b")] } };
        var one = Migrates with { When = new Conditions { Branches = [Pattern.Parse("a` or `b")] } };
        Assert.NotEqual(Diff(Bare, Bare.With(two)).Digest, Diff(Bare, Bare.With(one)).Digest);
    }

    private static IdentityRef IdentityOf(string pipeline)
    {
        var principal = Bare.Principals.Find(new PolicyReference(PolicyKind.Pipeline, pipeline))!;
        var claims = new ValueMap([new("organization_id", principal.Pipeline!.Organization.Id.ToString()!), new("pipeline_id", principal.Pipeline.Id.ToString()!)]);
        return IdentityRef.OfToken(principal, "https://agent.buildkite.com", claims);
    }

    private static AccessDiff Diff(PolicySet before, PolicySet after) => AccessDiff.Between(before, after, Now);
}

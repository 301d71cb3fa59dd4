using System.Text.RegularExpressions;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Analysis;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed partial class EmergencyRevocationTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ChangeReviewer Reviewer = new(new PolicyCompiler(TargetCompilers.All), isDevelopment: true);

    [Fact]
    public void Revocation_OfAnything_LetsNobodyIn() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            if (Plan(before, Target(dice)).Plan is { } plan)
                Assert.Equal(0, AccessDiff.Between(before, before.Apply(plan.Patch), Now).GainedCount);
        },
        iter: 200);

    [Fact]
    public void Revoked_WhateverElseThePolicySays_IsDenied() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            var target = Target(dice);
            if (Plan(before, target).Plan is not { } plan)
                return;
            var after = before.Apply(plan.Patch);
            foreach (var given in Asked(dice, after, target))
            {
                // What everybody may do without any credential is kept from nobody: that is told by coverage, and no deny can change it.
                if (Decide(after, given) == Effect.Allow)
                    Assert.Equal(Effect.Allow, Decide(after, given with { Pipeline = null, Workload = null, Branch = null, Source = null, Queue = null }));
            }
        },
        iter: 200);

    [Theory]
    [InlineData(RevocationKind.Pipeline, "a", "emergency-pipeline-a")]
    [InlineData(RevocationKind.IdentityProvider, "buildkite", "emergency-identity-provider-buildkite")]
    public void Grant_IsNamedAfterItsTarget(RevocationKind kind, string name, string grant) => Assert.Equal(grant, EmergencyGrants.NameOf(new RevocationTarget(kind, name)));

    [Fact]
    public void Grant_OfALongOrOddTarget_HasAValidNameOfItsOwn()
    {
        string[] queues = ["prod", "Prod", "prod-*", "prod*", "*", "default queue", new('q', 200)];
        string[] pipelines = [new string('a', 63), new string('a', 62) + "b", "a-" + new string('b', 61)];
        var names = queues.Select(q => new RevocationTarget(RevocationKind.Queue, q)).Concat(pipelines.Select(p => new RevocationTarget(RevocationKind.Pipeline, p))).Select(EmergencyGrants.NameOf).ToArray();
        Assert.All(names, name => Assert.Matches(Name(), name));
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Revocation_Again_ChangesNothing_UntilSomebodyCameSince()
    {
        var policy = Policy("build", "deploy");
        var target = new RevocationTarget(RevocationKind.IdentityProvider, "buildkite");
        var revoked = policy.Apply(Plan(policy, target).Plan!.Patch);
        Assert.True(Plan(revoked, target).Plan!.Patch.IsEmpty);
        var grown = revoked.Apply(new PolicyPatch { Upserts = [Pipeline("late")] });
        var again = Plan(grown, target).Plan!;
        Assert.Contains("late", ((Selector.Names)again.Grant.Principals.Pipelines!).Values);
        Assert.Equal(revoked.Grants[again.Grant.Name].Id, again.Grant.Id);
    }

    [Fact]
    public void Revocation_InFurtherEnvironments_KeepsTheFormer()
    {
        var policy = Policy("build");
        var target = new RevocationTarget(RevocationKind.Pipeline, "build");
        var staging = policy.Apply(Plan(policy, target, "staging").Plan!.Patch);
        Assert.Equal(["production", "staging"], Plan(staging, target, "production").Plan!.Grant.Environments);
    }

    [Theory]
    [InlineData(RevocationKind.Pipeline, "nobody", "there is no pipeline `nobody`")]
    [InlineData(RevocationKind.IdentityProvider, "buildkit", "there is no identity provider `buildkit`")]
    [InlineData(RevocationKind.IdentityProvider, "unused", "vouches for no pipeline or workload")]
    [InlineData(RevocationKind.Queue, "a*b", "`*` before its end")]
    public void Target_ThatIsNone_IsNotPlanned(RevocationKind kind, string name, string problem) =>
        Assert.Contains(problem, Plan(Policy("build"), new RevocationTarget(kind, name)).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("0191F956-62DA-7515-B79B-BDECB519AA32")]
    [InlineData("0191f956-62da-7515-b79b-bdecb519aa32")]
    public void Queue_ByItsIdHoweverSpelled_IsRevoked(string queue)
    {
        var policy = Policy("build").Apply(new PolicyPatch { Upserts = [Allow("build")] });
        var asked = new DecisionRequest { Environment = "staging", Service = "api", Method = "GET", Path = "/x" };
        var named = asked with { Pipeline = "build", Queue = queue };
        var claimed = asked with
        {
            Claims = $$"""{"iss":"https://agent.buildkite.com","organization_id":"{{PolicyGen.OrganizationId}}","pipeline_id":"{{Pipeline("build").Id}}","queue_id":"{{PolicyGen.QueueId}}"}""",
        };
        Assert.Equal((Effect.Allow, Effect.Allow), (Decide(policy, named), Decide(policy, claimed)));

        var revoked = policy.Apply(Plan(policy, new RevocationTarget(RevocationKind.Queue, queue)).Plan!.Patch);

        Assert.Equal((Effect.Deny, Effect.Deny), (Decide(revoked, named), Decide(revoked, claimed)));
    }

    [Fact]
    public void Names_ThatEmergenciesUse_MustBeFree()
    {
        var policy = Policy("build");
        var target = new RevocationTarget(RevocationKind.Pipeline, "build");
        var taken = policy.Apply(new PolicyPatch { Upserts = [EmergencyGrants.Everything with { Permissions = [EmergencyGrants.Everything.Permissions[0] with { Methods = MethodSet.Get }] }] });
        Assert.Contains("does not permit everything", Plan(taken, target).Problem, StringComparison.Ordinal);
        var grant = Plan(policy, target).Plan!.Grant with { Effect = Effect.Allow, Role = "reader" };
        Assert.Contains("no emergency's", Plan(policy.Apply(new PolicyPatch { Upserts = [grant, EmergencyGrants.Everything with { Name = "reader" }] }), target).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_ThatDoesMoreThanDeny_IsNoRevocation()
    {
        var policy = Policy("build");
        var plan = Plan(policy, new RevocationTarget(RevocationKind.Pipeline, "build")).Plan!;
        var revoked = policy.Apply(plan.Patch);
        var deny = revoked.Grants[plan.Grant.Name];
        Assert.Null(Objection(policy, plan.Patch));
        Assert.NotNull(Objection(policy, plan.Patch with { Deletes = [new PolicyReference(PolicyKind.Pipeline, "build")] }));
        Assert.NotNull(Objection(policy, plan.Patch with { Upserts = [.. plan.Patch.Upserts, Pipeline("another")] }));
        Assert.NotNull(Objection(policy, new PolicyPatch { Upserts = [EmergencyGrants.Everything, plan.Grant with { Effect = Effect.Allow }] }));
        // Narrowing the deny of another target by its id or name would let that one in.
        var open = revoked.Apply(new PolicyPatch { Upserts = [Allow("build")] });
        Assert.Contains("let somebody in", Objection(open, new PolicyPatch { Upserts = [deny with { Environments = ["production"] }] }), StringComparison.Ordinal);
        Assert.NotNull(Objection(open, new PolicyPatch { Upserts = [deny with { Id = open.Grants["build-reads"].Id, Name = "build-reads" }] }));
    }

    [Fact]
    public void Test_ThatAnEmergencyDenies_IsSuspendedAndNotFailed()
    {
        var test = new PolicyTest
        {
            Name = "build reads",
            Given = new DecisionRequest { Pipeline = "build", Environment = "staging", Service = "api", Method = "GET", Path = "/x" },
            Expect = Effect.Allow,
        };
        var policy = Policy("build").Apply(new PolicyPatch { Upserts = [Allow("build"), test] });
        Assert.Equal((true, false), Result(policy));
        var revoked = policy.Apply(Plan(policy, new RevocationTarget(RevocationKind.Pipeline, "build")).Plan!.Patch);
        Assert.Equal((true, true), Result(revoked));
        var deny = new Grant { Name = "a-deny", Id = Guid.NewGuid(), Effect = Effect.Deny, Principals = new PrincipalSelector { Pipelines = Selector.Everything }, Role = "reader", Environments = ["staging"] };
        Assert.Equal((false, false), Result(policy.Apply(new PolicyPatch { Upserts = [deny] })));

        (bool, bool) Result(PolicySet of) => EmbeddedTests.Run(of, Now).Select(r => (r.Passed, r.IsSuspended)).Single();
    }

    private static Effect Decide(PolicySet policy, DecisionRequest given) => Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, given, Now)).Effect;

    /// <summary>What the revoked ask, in every spelling that a policy tells apart.</summary>
    private static IEnumerable<DecisionRequest> Asked(Dice dice, PolicySet policy, RevocationTarget target)
    {
        var domain = policy.Providers.GetValueOrDefault(target.Name)?.Spiffe?.TrustDomain;
        foreach (var principal in policy.Principals.All)
        {
            var provider = principal.Pipeline?.Provider ?? principal.Workload?.Provider;
            var isRevoked = target.Kind switch
            {
                RevocationKind.Pipeline => principal.Pipeline?.Name == target.Name,
                RevocationKind.Workload => principal.Workload?.Name == target.Name,
                RevocationKind.Queue => principal.Pipeline is not null,
                RevocationKind.IdentityProvider => provider == target.Name || (domain is not null && principal.SpiffeId?.TrustDomain == domain),
            };
            for (var i = 0; isRevoked && i < 10; i++)
            {
                yield return new DecisionRequest
                {
                    Pipeline = principal.Pipeline?.Name,
                    Workload = principal.Workload?.Name,
                    Branch = dice.One("main", "release/1", "feature/x"),
                    Source = dice.One("webhook", "schedule", "ui"),
                    // A job that leaves its queue out does not escape.
                    Queue = dice.One("prod", null),
                    Environment = dice.One(PolicyGen.EnvironmentNames),
                    Service = dice.One(PolicyGen.ServiceNames),
                    Method = dice.One("GET", "POST", "DELETE"),
                    Path = dice.One("/", "/a", "/a/b", "/admin/x", "/healthz", "/a/x/b"),
                };
            }
        }
    }

    private static RevocationTarget Target(Dice dice) => dice.Below(4) switch
    {
        0 => new RevocationTarget(RevocationKind.Pipeline, dice.One(PolicyGen.PipelineNames)),
        1 => new RevocationTarget(RevocationKind.Workload, dice.One(PolicyGen.WorkloadNames)),
        2 => new RevocationTarget(RevocationKind.Queue, "prod"),
        _ => new RevocationTarget(RevocationKind.IdentityProvider, PolicyGen.Document(new Dice(1), Now).IdentityProviders[dice.Below(2)].Name),
    };

    private static (RevocationPlan? Plan, string? Problem) Plan(PolicySet policy, RevocationTarget target, params string[] environments) =>
        EmergencyRevocation.Plan(policy.Objects, target, environments, "seen abroad", Guid.NewGuid);

    private static string? Objection(PolicySet before, PolicyPatch patch) => EmergencyRevocation.Objection(before.Objects, Reviewer.Review(1, before, patch, Now));

    private static PolicySet Policy(params string[] pipelines) => PolicySet.Of(new PolicyDocument
    {
        IdentityProviders =
        [
            new IdentityProvider { Name = "buildkite", Id = Guid.NewGuid(), Oidc = new OidcSettings { Issuer = "https://agent.buildkite.com", Audience = "https://access.acme.example", JwksUri = "https://agent.buildkite.com/jwks" } },
            new IdentityProvider { Name = "unused", Id = Guid.NewGuid(), Spiffe = new SpiffeSettings { TrustDomain = "unused.example" } },
        ],
        Environments = [new PolicyEnvironment { Name = "staging", Id = Guid.NewGuid() }, new PolicyEnvironment { Name = "production", Id = Guid.NewGuid() }],
        Pipelines = [.. pipelines.Select(Pipeline)],
        Services = [new Service { Name = "api", Id = Guid.NewGuid(), Deployments = [new Deployment { Environment = "staging", Hosts = ["api.example"], Upstream = "https://10.0.0.1:8443", Hops = [new Hop { Engine = AccessConsole.Core.Model.Target.Nginx }] }] }],
        Roles = [new Role { Name = "reader", Id = Guid.NewGuid(), Permissions = [new Permission { Services = new Selector.Names(["api"]), Methods = MethodSet.Get, Paths = [PathTemplate.Everything] }] }],
    });

    private static Pipeline Pipeline(string name) => new()
    {
        Name = name,
        Id = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))[..16]),
        Provider = "buildkite",
        Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId },
        Slug = name,
    };

    private static Grant Allow(string pipeline) => new()
    {
        Name = $"{pipeline}-reads",
        Id = Guid.NewGuid(),
        Effect = Effect.Allow,
        Principals = new PrincipalSelector { Pipelines = new Selector.Names([pipeline]) },
        Role = "reader",
        Environments = ["staging"],
    };

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex Name();
}

using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;
using Coverage = AccessConsole.Core.Compilation.Coverage;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Rate limits: whose bucket counts a request, and what a bucket lets pass.</summary>
public sealed class EnvoyLimitTests
{
    private const int Policies = 100;
    private const int RequestsForEach = 500;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Deployment Deployment = NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Hops = [new Hop { Engine = Target.Envoy }] };
    private static readonly RateLimit TwoASecond = new() { Requests = 2, Per = RatePeriod.Second, Burst = 2 };

    /// <summary>Each test's own: tokens are made as it runs, and are not valid long before.</summary>
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow;

    [Fact]
    public void Bucket_OnRandomPolicies_IsTheWidestOfTheGrantsThatMatch()
    {
        var seed = Dice.Seed;
        var (counted, free) = (0, 0);
        for (var i = 0; i < Policies; i++)
        {
            var dice = new Dice(seed + i);
            var document = Limited(dice, EnvoyBundles.Before(DecisionGen.Document(dice, Now), null));
            var policy = PolicySet.Of(document);
            var environment = dice.One(PolicyGen.EnvironmentNames);
            var bundle = new Lazy<ImmutableArray<BundleFile>>(() => EnvoyBundles.Of(policy, environment));
            var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
            for (var j = 0; j < RequestsForEach; j++)
            {
                var request = RequestGen.Request(dice, document, Now);
                if (request.Environment != environment || policy.Find(environment, request.Service) is not { Deployment: { Protocol: not Protocol.Tcp, Mode: Mode.Enforce } } deployment)
                    continue;
                var asked = request.ToAccessRequest(verifier);
                if (Evaluator.Decide(policy, asked).Reason != DecisionReason.Granted || request.Path.Length > CanonicalPath.MaxBytes)
                    continue;
                // Each request alone: what it leaves in a bucket is another test's.
                var answer = EnvoyEngineRig.Ask(new EnvoyInterpreter(bundle.Value), deployment.Deployment, new EngineRequest(request));
                var expected = Expected(document, asked);
                Assert.True(answer.Passes, $"seed {seed + i}: {request}: {answer}");
                Assert.True(
                    expected is null ? answer.Bucket is null : answer.Bucket?.EndsWith($" {expected.Requests}/{expected.Per.ToString().ToLowerInvariant()}+{expected.Burst}", StringComparison.Ordinal) == true,
                    $"seed {seed + i}: {request}: expected {expected}, envoy {answer.Bucket}");
                counted += expected is null ? 0 : 1;
                free += expected is null ? 1 : 0;
            }
        }

        Assert.True(counted > 50 && free > 15, $"seed {seed}: {counted} counted, {free} not");
    }

    [Fact]
    public void Bucket_LetsTheBurstAndOnePass_ThenWhatItFills()
    {
        var envoy = Envoy(NginxPolicies.Grant with { RateLimit = TwoASecond });
        Assert.Equal(["true", "true", "true", "429", "429"], Asked(envoy, 5, TimeSpan.Zero));
        Assert.Equal(["true", "429"], Asked(envoy, 2, TimeSpan.FromSeconds(0.5)));
        Assert.Equal(["true", "true", "true", "429"], Asked(envoy, 4, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Bucket_IsNotTouchedByWhatIsRefused()
    {
        var envoy = Envoy(NginxPolicies.Grant with { RateLimit = TwoASecond });
        for (var i = 0; i < 10; i++)
            Assert.False(envoy.Decide(Request(TimeSpan.Zero) with { Headers = [] }).Passes);
        Assert.Equal(["true", "true", "true", "429"], Asked(envoy, 4, TimeSpan.Zero));
    }

    [Fact]
    public void Grant_WithoutLimit_EndsThatOfAnother()
    {
        var limited = NginxPolicies.Grant with { RateLimit = TwoASecond };
        var envoy = Envoy(limited, limited with { Name = "unlimited", RateLimit = null });
        Assert.All(Asked(envoy, 20, TimeSpan.Zero), answer => Assert.Equal("true", answer));
    }

    [Fact]
    public void Shadow_CountsNothing()
    {
        var policy = NginxPolicies.Policy(Deployment with { Mode = Mode.Shadow }, NginxPolicies.Grant with { RateLimit = TwoASecond });
        var envoy = new EnvoyInterpreter(EnvoyBundles.Of(policy, NginxPolicies.Environment));
        Assert.All(Asked(envoy, 20, TimeSpan.Zero), answer => Assert.Equal("true", answer));
    }

    [Fact]
    public void Coverage_OfLimits_SaysThatInstancesMultiplyThem()
    {
        var policy = NginxPolicies.Policy(Deployment, NginxPolicies.Grant with { RateLimit = TwoASecond });
        var coverage = new EnvoyCompiler().Cover(policy.Principals, policy.Find(NginxPolicies.Environment, NginxPolicies.Service)!, 0);
        Assert.Equal(Coverage.Exact, coverage.Coverage);
        Assert.Contains(coverage.Residuals, r => r.Code == "rate_limit_per_instance");
    }

    internal static PolicyDocument Limited(Dice dice, PolicyDocument document) => document with
    {
        Grants =
        [
            .. document.Grants.Select(g => g.Effect == Effect.Allow && dice.Chance(80)
                ? g with { RateLimit = new RateLimit { Requests = dice.One(1, 60, 120), Per = dice.One(RatePeriod.Second, RatePeriod.Minute), Burst = dice.Below(3) } }
                : g),
        ],
    };

    /// <summary>By the evaluator alone: each grant is asked whether it matches by itself.</summary>
    private static RateLimit? Expected(PolicyDocument document, in AccessRequest request)
    {
        var limits = new List<RateLimit?>();
        if (Matches(document, [], request))
            return null;
        foreach (var grant in document.Grants.Where(g => g.Effect == Effect.Allow))
        {
            if (Matches(document, [grant], request))
                limits.Add(grant.RateLimit);
        }

        return limits.Contains(null) ? null : limits.MaxBy(l => (l!.Width, l.Per));
    }

    private static bool Matches(PolicyDocument document, ValueList<Grant> grants, in AccessRequest request) =>
        Evaluator.Decide(PolicySet.Of(document with { Grants = grants }), request).Reason == DecisionReason.Granted;

    private static EnvoyInterpreter Envoy(params ValueList<Grant> grants) =>
        new(EnvoyBundles.Of(NginxPolicies.Policy(Deployment, grants), NginxPolicies.Environment));

    private string[] Asked(EnvoyInterpreter envoy, int count, TimeSpan later)
    {
        var answers = Enumerable.Range(0, count).Select(_ => envoy.Decide(Request(later)));
        return [.. answers.Select(a => a.Passes ? "true" : a.Policy)];
    }

    private EnvoyRequest Request(TimeSpan later) => new(
        NginxPolicies.Host, "GET", "/x", [KeyValuePair.Create("authorization", $"Bearer {NginxPolicies.Token()}")], null, start + later);
}

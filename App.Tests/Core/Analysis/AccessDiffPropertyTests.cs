using System.Collections.Immutable;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis;

public sealed class AccessDiffPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Between_OnRandomPolicies_HoldsARequestExactlyIfItsDecisionChanges() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            var after = PolicyMutation.Mutate(dice, before, Now);
            var diff = AccessDiff.Between(before, after, Now);
            foreach (var identity in Identities(before, after))
            {
                var changes = diff.ChangesOf(identity).ToArray();
                foreach (var (environment, service) in Places(before, after))
                    AssertExact(dice, before, after, [.. changes.Where(c => c.Environment == environment && c.Service == service)], identity, environment, service);
            }
        },
        iter: 120);

    [Fact]
    public void Between_OfAPolicyAndItself_IsEmpty() => Dice.Gen.Sample(
        dice =>
        {
            var document = PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now));
            Assert.Empty(AccessDiff.Between(PolicySet.Of(document), PolicySet.Of(document), Now).Changes);
        },
        iter: 100);

    [Fact]
    public void Between_Reversed_SwapsWhatIsGainedAndLost() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            var after = PolicyMutation.Mutate(dice, before, Now);
            var there = AccessDiff.Between(before, after, Now);
            var back = AccessDiff.Between(after, before, Now);
            Assert.Equal((there.GainedCount, there.LostCount), (back.LostCount, back.GainedCount));
            Assert.Equal(Lines(there, AccessDirection.Gained), Lines(back, AccessDirection.Lost));
        },
        iter: 60);

    [Fact]
    public void Mutations_OverManyPolicies_GainAndLoseForEveryKindOfIdentity()
    {
        var seen = new HashSet<(AccessDirection, IdentityKind)>();
        for (var seed = 0; seed < 200; seed++)
        {
            var dice = new Dice(seed);
            var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            seen.UnionWith(AccessDiff.Between(before, PolicyMutation.Mutate(dice, before, Now), Now).Changes.Select(c => (c.Direction, c.Identity.Kind)));
        }

        Assert.Equal(2 * Enum.GetValues<IdentityKind>().Length, seen.Count);
    }

    private static void AssertExact(Dice dice, PolicySet before, PolicySet after, AccessChange[] changes, IdentityRef identity, string environment, string service)
    {
        var moved = before.Find(environment, service) is { } was && after.Find(environment, service) is { } becomes
            && DeploymentTarget.Of(was.Deployment) != DeploymentTarget.Of(becomes.Deployment);
        var (gained, lost) = (Directed(AccessDirection.Gained), Directed(AccessDirection.Lost));
        for (var i = 0; i < 60; i++)
        {
            var question = AccessOracle.Question(dice, Now);
            var passed = AccessOracle.Passes(before, identity, environment, service, question);
            var passes = AccessOracle.Passes(after, identity, environment, service, question);
            Claim.Holds(
                (passes && (moved || !passed)) == Holds(gained, question) && (passed && (moved || !passes)) == Holds(lost, question),
                $"{identity} at {service} in {environment} passed {passed}, passes {passes}: {question.Method} {question.Path} {string.Join(' ', question.Claims)} {question.Time:O}\n{string.Join('\n', changes.AsEnumerable())}");
        }

        // The regions as sentences say them are worked out whenever they are asked for.
        (AccessChange Change, ImmutableArray<AccessRegion> Plain)[] Directed(AccessDirection direction) => [.. changes.Where(c => c.Direction == direction).Select(c => (c, c.PlainRegions))];

        bool Holds((AccessChange Change, ImmutableArray<AccessRegion> Plain)[] directed, Question question)
        {
            var claims = identity.HasToken ? new TokenClaims(question.Claims) : null;
            var holds = directed.Any(d => d.Change.Contains(question.Method, question.Path, claims, question.Time));
            Assert.Equal(holds, directed.Any(d => d.Plain.Any(r => r.Contains(question.Method, question.Path, claims, question.Time))));
            return holds;
        }
    }

    private static IEnumerable<string> Lines(AccessDiff diff, AccessDirection direction) => diff.Changes.Where(c => c.Direction == direction)
        .Select(c => $"{c.Environment} {c.Service} {c.Target} {c.Identity} {string.Join('|', c.Except.Select(e => e.Key))} {string.Join('|', c.Regions)}");

    private static IEnumerable<(string Environment, string Service)> Places(PolicySet before, PolicySet after) =>
        before.Deployments.Concat(after.Deployments).Select(d => (d.Environment.Name, d.Service.Name)).Distinct();

    /// <summary>Everybody whom one of the policies knows, and strangers of every kind.</summary>
    private static IEnumerable<IdentityRef> Identities(PolicySet before, PolicySet after) =>
        AccessOracle.Identities(before).Concat(AccessOracle.Identities(after)).Distinct();
}

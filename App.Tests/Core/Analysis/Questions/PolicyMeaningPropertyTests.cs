using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class PolicyMeaningPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Compare_OfPoliciesThatDiffer_ShowsARequestThatBothEvaluatorsConfirm() => Dice.Gen.Sample(
        dice =>
        {
            var one = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
            var other = PolicyMutation.Mutate(dice, one, Now);
            var meaning = PolicyMeaning.Compare(one, other, Now);
            Assert.Equal(meaning.IsSame, meaning.Difference is null);
            Claim.Holds(meaning.Difference?.IsConfirmed ?? true, $"{meaning.Difference}\n{string.Join('\n', meaning.Access.Sentences)}");
        },
        iter: 300);

    /// <summary>Whom a token names is nobody there, though as nobody they may be let through.</summary>
    [Fact]
    public void Compare_WithADeploymentThatBecomesTcp_ShowsWhoIsKnownByATokenNoLonger()
    {
        var before = NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Isolation = Isolation.Pipelines, Unidentified = Unidentified.Allow, Probes = [] };
        var meaning = PolicyMeaning.Compare(NginxPolicies.Policy(before, NginxPolicies.Grant), NginxPolicies.Policy(before with { Protocol = Protocol.Tcp }, NginxPolicies.Grant), Now);

        Assert.False(meaning.IsSame);
        Assert.True(meaning.Difference!.IsConfirmed, $"{meaning.Difference}");
    }

    [Fact]
    public void Sentences_HaveRequestsThatTheEvaluatorConfirms_InTheirDirection()
    {
        var (spoken, shown) = (0, 0);
        Dice.Gen.Sample(
            dice =>
            {
                var one = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
                var diff = AccessDiff.Between(one, PolicyMutation.Mutate(dice, one, Now), Now);
                foreach (var sentence in diff.Spoken)
                {
                    Interlocked.Increment(ref spoken);
                    // A few callers cannot be shown by one credential; nothing is shown then.
                    if (diff.WitnessOf(sentence) is not { } witness)
                        continue;
                    Interlocked.Increment(ref shown);
                    Assert.True(witness.IsConfirmed, sentence.Text);
                    if (witness.One.Passes != witness.Other.Passes)
                        Assert.Equal(sentence.Examples[0].Direction == AccessDirection.Gained, witness.Other.Passes);
                }
            },
            iter: 300);
        Assert.True(spoken > 100 && shown > spoken * 0.95, $"{shown} of {spoken}");
    }

    [Fact]
    public void Compare_OfPoliciesThatMeanTheSame_FindsNoRequestOnWhichTheyDiffer() => Dice.Gen.Sample(
        dice =>
        {
            var one = RandomPolicy.Of(dice, Now);
            var inspector = new GrantInspector(one, Now);
            var redundant = one.Grants.Values.Select(inspector.Inspect).FirstOrDefault(r => r.IsRedundant);
            var other = redundant is null ? PolicySet.Of(one.ToDocument()) : one.Apply(new() { Deletes = [redundant.Grant.Reference] });
            Assert.Null(PolicyMeaning.Compare(one, other, Now).Difference);
        },
        iter: 150);
}

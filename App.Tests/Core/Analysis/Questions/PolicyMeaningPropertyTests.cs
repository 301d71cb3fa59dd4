using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class PolicyMeaningPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Compare_OfPoliciesThatDiffer_ShowsARequestThatBothEvaluatorsConfirm()
    {
        var (differing, unconfirmed) = (0, 0);
        Dice.Gen.Sample(
            dice =>
            {
                var one = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
                var meaning = PolicyMeaning.Compare(one, PolicyMutation.Mutate(dice, one, Now), Now);
                Assert.Equal(meaning.IsSame, meaning.Difference is null);
                if (meaning.Difference is not { } difference)
                    return;
                Interlocked.Increment(ref differing);
                // Where callers are known by slugs in one and by ids in the other, the one credential that is tried may show nothing; it says so.
                if (!difference.IsConfirmed)
                    Interlocked.Increment(ref unconfirmed);
            },
            iter: 300);
        Assert.True(differing > 50 && unconfirmed < differing * 0.03, $"{unconfirmed} of {differing}");
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

using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Rollouts;
using Xunit;

namespace AccessConsole.Tests.Core.Rollouts;

/// <summary>When a staged rollout goes on, stays or halts.</summary>
public sealed class StageHealthTests
{
    private static readonly DateTimeOffset Released = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly StageEvidence Well = new(4, 4, 0, null, new DecisionCounts(980, 20), new DecisionCounts(290, 10));

    [Theory]
    [InlineData(StageAdvance.OnHealth, 599, StageCourse.Stay)]
    [InlineData(StageAdvance.OnHealth, 600, StageCourse.GoOn)]
    [InlineData(StageAdvance.ByTime, 599, StageCourse.Stay)]
    [InlineData(StageAdvance.ByTime, 600, StageCourse.GoOn)]
    [InlineData(StageAdvance.ByHand, 90_000, StageCourse.Stay)]
    public void WhatIsWell_GoesOnAtItsTime_UnlessAPersonDecides(StageAdvance advance, int seconds, StageCourse course) =>
        Assert.Equal(course, StageHealth.Judge(Rollout(advance), Well, Released.AddSeconds(seconds)).Course);

    [Theory]
    [InlineData(StageAdvance.ByHand)]
    [InlineData(StageAdvance.ByTime)]
    [InlineData(StageAdvance.OnHealth)]
    public void AnError_HaltsEveryKindOfStage_OnceEnginesHadTime_WithTheirWords(StageAdvance advance)
    {
        var ill = Well with { Failing = 1, Error = "nginx: [emerg] no such upstream" };

        Assert.Equal(StageVerdict.Stay, StageHealth.Judge(Rollout(advance), ill, Released.AddSeconds(9)));
        Assert.Equal(
            new StageVerdict(StageCourse.Halt, "1 of 4 enforcement points that have it report an error, 0 may; one says: nginx: [emerg] no such upstream", IsIll: true),
            StageHealth.Judge(Rollout(advance), ill, Released.AddSeconds(10)));
        Assert.Equal(StageCourse.Stay, StageHealth.Judge(Rollout(advance, RolloutHealth.Default with { FailingPoints = 1 }), Well with { Failing = 1, Error = "e" }, Released.AddSeconds(10)).Course);
    }

    [Fact]
    public void Errors_AreSaidOnOneLine_WithoutWhatNobodyMaySay()
    {
        var reason = StageHealth.Judge(Rollout(StageAdvance.ByHand), Well with { Failing = 1, Error = "a\nb\u202ec\ud83d\ude00" + new string('x', 5_000) }, Released.AddSeconds(10)).Reason;

        Assert.Null(CommentText.Problem(reason, "reason"));
        Assert.Contains("one says: a b c\ud83d\ude00xxx", reason, StringComparison.Ordinal);
        Assert.EndsWith("x…", reason, StringComparison.Ordinal);
        Assert.InRange(reason.Length, 500, 600);
    }

    [Theory]
    [InlineData(930, 70, StageCourse.Stay)]
    [InlineData(929, 71, StageCourse.Halt)]
    [InlineData(0, 99, StageCourse.Stay)]
    [InlineData(0, 100, StageCourse.Halt)]
    public void ARiseOfDenials_Halts_WhereEnoughWasDecided(long allowed, long denied, StageCourse course)
    {
        // 2 % before; 5 percentage points more may be.
        var verdict = StageHealth.Judge(Rollout(StageAdvance.ByHand), Well with { After = new DecisionCounts(allowed, denied) }, Released.AddMinutes(5));

        Assert.Equal(course, verdict.Course);
        if (denied == 71)
            Assert.Equal("7.1 % of 1000 requests were denied since, after 2 % of 1000 in the hour before: a rise by more than 5 percentage points", verdict.Reason);
    }

    [Fact]
    public void FewerDenialsThanBefore_AreNoRise() =>
        Assert.Equal(StageCourse.Stay, StageHealth.Judge(Rollout(StageAdvance.ByHand), Well with { Before = new DecisionCounts(100, 900) }, Released.AddMinutes(5)).Course);

    [Fact]
    public void WithoutEvidence_ItHaltsAtItsTime_AndSaysWhatIsMissing()
    {
        var rollout = Rollout(StageAdvance.OnHealth);
        var due = Released.AddSeconds(600);

        Assert.Contains("no enforcement point", Halted(Well with { Points = 0, Activated = 0 }), StringComparison.Ordinal);
        Assert.Contains("1 of 4 enforcement points that have it do not run it", Halted(Well with { Activated = 3 }), StringComparison.Ordinal);
        Assert.Contains("told 1000 decisions of the hour before and 99 since, where denials are judged from 100 on", Halted(Well with { After = new DecisionCounts(99, 0) }), StringComparison.Ordinal);
        Assert.Contains("told 99 decisions of the hour before", Halted(Well with { Before = new DecisionCounts(99, 0) }), StringComparison.Ordinal);
        Assert.Equal(StageCourse.Stay, StageHealth.Judge(rollout, Well with { Activated = 0 }, due.AddSeconds(-1)).Course);

        string Halted(StageEvidence evidence)
        {
            var verdict = StageHealth.Judge(rollout, evidence, due);
            Assert.Equal((StageCourse.Halt, false), (verdict.Course, verdict.IsIll));
            return verdict.Reason;
        }
    }

    [Fact]
    public void WhereDenialsAreNotJudged_EnginesThatTellNoneGoOn()
    {
        var silent = Well with { Before = new DecisionCounts(0, 0), After = new DecisionCounts(0, 500) };

        Assert.Equal(StageCourse.GoOn, StageHealth.Judge(Rollout(StageAdvance.OnHealth, RolloutHealth.Default with { MinDecisions = 0 }), silent, Released.AddSeconds(600)).Course);
    }

    private static StagedRollout Rollout(StageAdvance advance, RolloutHealth? health = null) => new()
    {
        Revision = 43,
        Environment = "production",
        Stages = [new RolloutStage("canary", new ValueMap([new("stage", "canary")]), advance, advance == StageAdvance.ByHand ? null : 600)],
        Health = health ?? RolloutHealth.Default,
        StartedAt = Released,
        StartedBy = Actor.System,
        StageSince = Released,
    };
}

using AccessConsole.Core.Drift;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Diagnosis;
using Xunit;

namespace AccessConsole.Tests.Core.Drift;

/// <summary>Logged decisions made again: what differs, and what the log leaves open.</summary>
public sealed class DecidedAgainTests
{
    private static readonly LoggedDecision Granted = new()
    {
        Id = Guid.NewGuid(),
        At = Calls.Now,
        PointId = Guid.NewGuid(),
        Point = "edge-1",
        Target = Target.Nginx,
        Environment = "production",
        Service = "api",
        Principal = "pipeline/deploy",
        Method = "GET",
        Path = "/x",
        Effect = "allow",
        Reason = "granted",
        Grant = "deploy-may",
        Mode = "enforce",
        Revision = 7,
        Claims = Claims(("build_branch", "main")),
    };

    private static readonly LoggedDecision Refused = Granted with { Effect = "deny", Reason = "no_grant", Grant = null };

    [Fact]
    public void SameDecision_IsNone()
    {
        Assert.Null(Compare(Granted));
        Assert.Null(Compare(Refused with { Claims = Claims(("build_branch", "feature/x")) }));
        Assert.Null(Compare(Refused with { Claims = Claims(("build_branch", "main"), ("build_tag", "main")) }));
    }

    [Fact]
    public void OtherDecision_IsFound_WithWhatTheRevisionSays()
    {
        Assert.Equal("NoGrant", Compare(Granted with { Claims = Claims(("build_branch", "feature/x")) })!.Evaluated.Reason.ToString());
        Assert.Equal("Granted", Compare(Refused)!.Evaluated.Reason.ToString());
        Assert.Equal("NoGrant", Compare(Granted with { Principal = "workload/storefront", Grant = "other" })!.Evaluated.Reason.ToString());
        Assert.Equal("UnknownPrincipal", Compare(Granted with { Principal = "pipeline/nobody" })!.Evaluated.Reason.ToString());
        Assert.Equal("UnknownService", Compare(Granted with { Service = "gone" })!.Evaluated.Reason.ToString());
    }

    public static TheoryData<string> OpenReasons => ["token_invalid", "missing_claim", "ambiguous_identity", "unknown_principal", "unknown_service", "path_not_canonical", "method_unknown", "rate_limited", "header_refused", "internal_error"];

    [Theory]
    [MemberData(nameof(OpenReasons))]
    public void WhatTheLogDoesNotHold_IsNoDrift(string reason) => Assert.Null(Compare(Refused with { Reason = reason }));

    [Fact]
    public void DecisionThatLeavesSomethingOpen_IsNoDrift()
    {
        Assert.Null(Compare(Refused with { Principal = null }));
        Assert.Null(Compare(Refused with { Revision = null }));
        Assert.Null(Compare(Refused with { Path = null }));
        Assert.Null(Compare(Refused with { Path = "/a/../x" }));
        Assert.Null(Compare(Refused with { Target = Target.Istio }));
        // Its branch was too long to be kept.
        Assert.Null(Compare(Granted with { Claims = ValueMap.Empty }));
        // Branch and tag may have been too long to be kept, or no text.
        Assert.Null(Compare(Refused with { Claims = Claims(("build_source", "ui")) }, Calls.Document(new Conditions { Tags = [Pattern.Parse("*")] })));
    }

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-59, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void GrantThatEndsAboutThen_SaysNothing(int seconds, bool isOpen)
    {
        var document = Calls.Document();
        document = document with { Grants = [document.Grants[0] with { Expires = Calls.Now.AddSeconds(seconds) }] };

        Assert.Equal(isOpen || seconds > 0, Compare(Granted, document) is null);
        Assert.Equal(isOpen || seconds < 0, Compare(Refused, document) is null);
    }

    private static DecisionDifference? Compare(LoggedDecision logged, PolicyDocument? document = null) => DecidedAgain.Compare(PolicySet.Of(document ?? Calls.Document(new Conditions { Branches = [Pattern.Parse("main")] })), logged);

    private static ValueMap Claims(params (string Name, string Value)[] claims) => new(claims.Select(c => KeyValuePair.Create(c.Name, c.Value)));
}

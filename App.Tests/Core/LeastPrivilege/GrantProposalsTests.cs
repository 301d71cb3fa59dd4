using AccessConsole.Core.Analysis;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.LeastPrivilege;

public sealed class GrantProposalsTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    [Fact]
    public void RefusedCalls_BecomeOneSmallGrantThatEnds()
    {
        SeenCall[] refused = [SeenPolicy.Call("/refunds", "POST", count: 5), SeenPolicy.Call("/refunds", "GET"), SeenPolicy.Call("/other", "GET", branch: "release/1")];
        var proposal = Assert.Single(Of(refused));
        Assert.Equal(("deploy-payments-staging", 7L), (proposal.Grant.Name, proposal.Calls));
        Assert.Equal(["GET /other /refunds", "POST /refunds"], proposal.Role.Permissions.Select(p => $"{p.Methods} {string.Join(' ', p.Paths)}"));
        Assert.Equal(["main", "release/1"], proposal.Grant.When.Branches.Select(b => b.Text));
        Assert.Equal(new DateTimeOffset(2026, 12, 23, 0, 0, 0, TimeSpan.Zero), proposal.Grant.Expires);

        var after = SeenPolicy.Policy.Apply(proposal.Patch);
        Assert.Equal(0, LogReplay.Of(after, SeenPolicy.Policy, []).Denied);
        Assert.Equal(7, LogReplay.Of(after, SeenPolicy.Policy, refused).Denied);
        Assert.All(AccessDiff.Between(SeenPolicy.Policy, after, SeenPolicy.Now).Changes, change => Assert.Equal(("staging", "payments"), (change.Environment, change.Service)));
    }

    [Fact]
    public void Paths_AreTakenTogetherOnlyByATemplateThatSomebodyWrote()
    {
        SeenCall[] refused = [SeenPolicy.Call("/items/1/tags"), SeenPolicy.Call("/items/2/tags"), SeenPolicy.Call("/items/3")];
        Assert.Equal(["GET /items/1/tags /items/2/tags /items/3"], Permissions(SeenPolicy.Policy, refused));
        var known = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [new Role { Name = "tagger", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Get, Paths = [PathTemplate.Parse("/items/{*}/tags"), PathTemplate.Parse("/items/**"), PathTemplate.Parse("/items/{*}")] }] }] });
        // One path needs no wider template, and `**` is for a person to write.
        Assert.Equal(["GET /items/3 /items/{*}/tags"], Permissions(known, refused));
    }

    [Fact]
    public void NothingIsProposed_ForStrangersDeniedCallersAndWhatIsGrantedByNow()
    {
        Assert.Empty(Of(SeenPolicy.Call("/refunds") with { Principal = null }, SeenPolicy.Call("/refunds") with { Principal = "pipeline/gone" }, SeenPolicy.Call("/status/x"), SeenPolicy.Call("/%7Bodd%7D")));
        var denied = SeenPolicy.Policy.Apply(new PolicyPatch
        {
            Upserts =
            [
                new Role { Name = "all", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.All, Paths = [PathTemplate.Everything] }] },
                new Grant { Name = "none", Effect = Effect.Deny, Principals = new PrincipalSelector { Pipelines = Selector.Everything }, Role = "all", Environments = ["staging"] },
            ],
        });
        Assert.Empty(GrantProposals.Of(denied, [SeenPolicy.Call("/refunds")], SeenPolicy.Now, Lifetime));
    }

    [Fact]
    public void WhatATemplateCannotSay_IsLeftOutAndCounted() => Assert.Equal(1, Assert.Single(Of(SeenPolicy.Call("/refunds"), SeenPolicy.Call("/refunds/%20"))).LeftOut);

    private static IEnumerable<string> Permissions(PolicySet policy, SeenCall[] refused) =>
        Assert.Single(GrantProposals.Of(policy, refused, SeenPolicy.Now, Lifetime)).Role.Permissions.Select(p => $"{p.Methods} {string.Join(' ', p.Paths)}");

    private static System.Collections.Immutable.ImmutableArray<GrantProposal> Of(params SeenCall[] refused) => GrantProposals.Of(SeenPolicy.Policy, refused, SeenPolicy.Now, Lifetime);
}

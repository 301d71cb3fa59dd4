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
    public void Names_ThatWouldBeOne_AreTwo_AndDoNotDependOnWhatElseIsProposed()
    {
        var policy = Known(["pay", "pay-api"], ["api-web", "web"]);
        SeenCall[] refused = [To("api-web", "pay"), To("web", "pay-api", count: 9), To("payments", "pay")];
        var names = Names(policy, refused);
        Assert.Equal(3, names.Values.Distinct().Count());
        Assert.Equal("pay-payments-staging", names["pipeline/pay"]);
        Assert.All(names.Values.Except(["pay-payments-staging"]), name => Assert.StartsWith("pay-api-web-staging-", name, StringComparison.Ordinal));
        Assert.Equal(names, Names(policy, [.. refused.Reverse().Select(call => call with { Count = 10 - call.Count })]));
        Assert.All(refused, call => Assert.Contains(Assert.Single(GrantProposals.Of(policy, [call], SeenPolicy.Now, Lifetime)).Grant.Name, names.Values));
    }

    [Fact]
    public void Names_ThatAreCut_AreDistinct()
    {
        var (caller, services) = (new string('c', 60), new[] { "web", "west" });
        var policy = Known([caller], services);
        var names = GrantProposals.Of(policy, services.Select(service => To(service, caller)), SeenPolicy.Now, Lifetime).Select(proposal => proposal.Grant.Name).ToArray();
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(names, name => Assert.InRange(name.Length, 1, 63));
    }

    [Fact]
    public void Name_ThatAGrantHas_IsNotTakenAgain()
    {
        var proposal = Assert.Single(Of(SeenPolicy.Call("/refunds")));
        var taken = SeenPolicy.Policy.Apply(proposal.Patch);
        Assert.NotEqual(proposal.Grant.Name, Assert.Single(GrantProposals.Of(taken, [SeenPolicy.Call("/else")], SeenPolicy.Now, Lifetime)).Grant.Name);
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

    private static Dictionary<string, string> Names(PolicySet policy, SeenCall[] refused) =>
        GrantProposals.Of(policy, refused, SeenPolicy.Now, Lifetime).ToDictionary(proposal => proposal.Service == "payments" ? proposal.Principal : $"{proposal.Principal} {proposal.Service}", proposal => proposal.Grant.Name);

    private static SeenCall To(string service, string caller, long count = 1) => SeenPolicy.Call("/refunds", count: count) with { Service = service, Principal = $"pipeline/{caller}" };

    /// <summary>The policy with these pipelines and services besides, each like the one that is there.</summary>
    private static PolicySet Known(string[] pipelines, string[] services) => SeenPolicy.Policy.Apply(new PolicyPatch
    {
        Upserts =
        [
            .. pipelines.Select(name => SeenPolicy.Policy.Pipelines["deploy"] with { Name = name, Id = Guid.NewGuid(), Slug = name }),
            .. services.Select(name => SeenPolicy.Policy.Services["payments"] with { Name = name }),
        ],
    });

    private static IEnumerable<string> Permissions(PolicySet policy, SeenCall[] refused) =>
        Assert.Single(GrantProposals.Of(policy, refused, SeenPolicy.Now, Lifetime)).Role.Permissions.Select(p => $"{p.Methods} {string.Join(' ', p.Paths)}");

    private static System.Collections.Immutable.ImmutableArray<GrantProposal> Of(params SeenCall[] refused) => GrantProposals.Of(SeenPolicy.Policy, refused, SeenPolicy.Now, Lifetime);
}

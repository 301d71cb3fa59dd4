using AccessConsole.Components.Pages.Revisions;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class RevisionPageTests : PageContext
{
    public RevisionPageTests()
    {
        SignIn(Console.Victor);
        var first = Console.Live.Current.Policy;
        var second = first.Apply(new PolicyPatch { Upserts = [first.Grants["payments-migrates"] with { Name = "payments-returns", Id = null }] });
        var third = second.Apply(new PolicyPatch { Deletes = [new PolicyReference(PolicyKind.Grant, "payments-migrates")] });
        foreach (var (number, policy) in new[] { (1, first), (2, second), (3, third) })
        {
            Console.History.Revisions.Add(new Revision(
                number, Console.Now, Console.Now, Console.Alice.Actor, $"Change {number}", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
            Console.History.Policies.Add(number, policy.ToDocument());
        }

        Console.InForce(3, third);
    }

    [Fact]
    public void Revision_IsComparedWithTheOneBefore()
    {
        var page = Open(3);
        Assert.Contains("payments-migrates", Assert.Single(page.FindAll("[data-test=object-change]")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_IsComparedWithAnyOther_ByItsAddress()
    {
        var page = Open(3, from: 1);
        Assert.Equal(2, page.FindAll("[data-test=object-change]").Count);
        page.Find("[data-test=compare-with]").Input("2");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.EndsWith("/revisions/3?from=2", Navigation.Uri, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-test=object-change]")));
        Assert.Equal(2, Open(1, from: 3).FindAll("[data-test=object-change]").Count);
    }

    [Fact]
    public void Comparison_ShowsARequestForEachSentence_ToOpenInTheSimulator()
    {
        Console.History.Revisions.Add(new Revision(4, Console.Now, Console.Now, Console.Alice.Actor, "Change 4", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        Console.History.Policies.Add(4, Console.Live.Current.Policy.Apply(new PolicyPatch { Deletes = [new PolicyReference(PolicyKind.Grant, "payments-returns")] }).ToDocument());
        var page = Open(4, from: 3);
        var sentences = page.FindAll("[data-test=access-diff] > li");
        Assert.NotEmpty(sentences);
        Assert.All(sentences, s => Assert.StartsWith("/simulator?", s.QuerySelector("[data-test=witness]")!.GetAttribute("href"), StringComparison.Ordinal));
        Assert.All(sentences, s => Assert.Contains("let through before and denied after", s.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Number_TypedWhileAComparisonLoads_Stays()
    {
        var slow = new TaskCompletionSource();
        Console.History.Slow[1] = slow.Task;
        var page = Open(3);
        Navigation.NavigateTo("/revisions/3?from=1");
        page.Find("[data-test=compare-with]").Input("2");
        slow.SetResult();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-test=object-change]").Count));
        Assert.Equal("2", page.Find("[data-test=compare-with]").GetAttribute("value"));
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.EndsWith("/revisions/3?from=2", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comparison_ThatLoadsLate_DoesNotTakeThePlaceOfALaterOne()
    {
        var slow = new TaskCompletionSource();
        Console.History.Slow[1] = slow.Task;
        var model = Services.GetRequiredService<RevisionViewModel>();
        var late = model.LoadAsync(3, 1, Cancellation);
        await model.LoadAsync(3, 2, Cancellation);
        slow.SetResult();
        await late;
        Assert.Equal(2, model.Previous?.Number);
        Assert.Single(model.Changes);
    }

    [Theory]
    [InlineData(3, "this revision itself")]
    [InlineData(9, "no revision 9")]
    public void WhatCannotBeCompared_IsSaid(int from, string said) =>
        Assert.Contains(said, Open(3, from).Find("[data-test=comparison-objection]").TextContent, StringComparison.Ordinal);

    [Fact]
    public void RevisionThatTimeMade_SaysFromWhenItIsInForceAndThatThePolicyIsTheSame()
    {
        Console.History.Revisions.Add(new Revision(
            4, Console.Now, Console.Now.AddHours(-2), Actor.System, "By time: brief ended", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        Console.History.Policies.Add(4, Console.History.Policies[3]);
        var page = Open(4);
        Assert.Contains("By time: brief ended", page.Find("#facts-title").TextContent, StringComparison.Ordinal);
        Assert.Contains("2026-12-01 00:00 UTC by system", page.Markup, StringComparison.Ordinal);
        Assert.Contains("2026-11-30 22:00 UTC", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No object differs from revision 3", page.Find("[data-test=same-policy]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#access-title"));
        Assert.Empty(Open(3).FindAll("[data-test=same-policy]"));
    }

    [Fact]
    public void EnginesConfiguration_IsShownWhenAskedFor()
    {
        var page = Open(2);
        Assert.Empty(page.FindAll("[data-test=artefact]"));
        page.Find("[data-test=show-artefacts]").Click();
        page.WaitForAssertion(() => Assert.Contains("nginx/policy.json", Assert.Single(page.FindAll("[data-test=artefact]")).TextContent, StringComparison.Ordinal));
        Assert.Contains("payments-returns", page.Find("[data-test=artefact-lines]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void EnginesConfiguration_WhileTheDatabaseIsAway_IsTriedAgain()
    {
        var page = Open(2);
        Console.History.IsAway = true;
        page.Find("[data-test=show-artefacts]").Click();
        page.WaitForAssertion(() => Assert.Contains("Try again", page.Find("[data-test=show-artefacts]").TextContent, StringComparison.Ordinal));
        Console.History.IsAway = false;
        page.Find("[data-test=show-artefacts]").Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-test=artefact]")));
    }

    [Fact]
    public void Change_Undone_BecomesADraft()
    {
        SignIn(Console.Carol);
        var page = Open(2);
        page.Find("[data-test=undo]").Click();
        page.WaitForAssertion(() => Assert.Contains("/drafts/", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void Change_ThatWasTheEmptyPolicysOrIsSeenByAViewer_IsNotUndone() =>
        Assert.Equal("true", Open(2).Find("[data-test=undo]").GetAttribute("aria-disabled"));

    private IRenderedComponent<RevisionPage> Open(int number, int? from = null)
    {
        Navigation.NavigateTo(from is null ? $"/revisions/{number}" : $"/revisions/{number}?from={from}");
        var page = Render<RevisionPage>(p => p.Add(x => x.Number, number));
        page.WaitForElement("[data-test=artefacts], [data-test=comparison-objection]");
        return page;
    }
}

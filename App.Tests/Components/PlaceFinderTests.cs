using AccessConsole.Components.Layout;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class PlaceFinderTests
{
    private readonly Console console = new();

    private PlaceFinder Finder => new(console.Live);

    [Theory]
    [InlineData("payments-deploy", "payments-deploy", "/policy/pipelines/edit?name=payments-deploy")]
    [InlineData("grant payments", "payments-migrates", "/grants/payments-migrates")]
    [InlineData("MIGRATOR", "migrator", "/policy/roles/edit?name=migrator")]
    [InlineData("new role", "New role", "/policy/roles/edit")]
    [InlineData("simul", "Simulator", "/simulator")]
    [InlineData("revision 1", "Revision 1", "/revisions/1")]
    [InlineData("identity", "Identity providers", "/policy/identity-providers")]
    public void Text_FindsFirst(string text, string name, string address)
    {
        var first = Finder.Find(text).Places[0];
        Assert.Equal((name, address), (first.Name, first.Address));
    }

    [Fact]
    public void NoText_ShowsTheMainPages() => Assert.Equal(["Home", "Access", "Grants"], Finder.Find(" ").Places.Take(3).Select(p => p.Name));

    [Theory]
    [InlineData("no such name")]
    [InlineData("revision 99")]
    [InlineData("revision 99999999999999999999")]
    [InlineData("payments<script>")]
    public void WhatIsNowhere_FindsNothing(string text) => Assert.Equal((0, 0), (Finder.Find(text).Places.Count, Finder.Find(text).Total));

    [Fact]
    public void TooLongAText_IsNotSought() => Assert.Same(PlacesFound.None, Finder.Find(new string('a', PlaceFinder.MaxText + 1)));

    [Fact]
    public void ManyThatMatch_AreCountedAndAHandfulShown_TheExactNameFirst()
    {
        var grants = console.Live.Current.Policy.Grants["payments-migrates"];
        var many = Enumerable.Range(0, 500).Select(i => grants with { Name = $"payments-migrates-{i}", Id = null });
        console.InForce(2, console.Live.Current.Policy.Apply(PolicyPatch.Empty with { Upserts = [.. many] }));

        var found = Finder.Find("payments-migrates");

        Assert.Equal((PlaceFinder.MaxPlaces, 501), (found.Places.Count, found.Total));
        Assert.Equal("payments-migrates", found.Places[0].Name);
    }
}

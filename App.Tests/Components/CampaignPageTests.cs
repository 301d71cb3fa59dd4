using AccessConsole.Campaigns;
using AccessConsole.Components.Pages.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class CampaignPageTests : PageContext
{
    private static readonly CampaignItem[] Items = [Item("mine", new Place("production", null)), Item("others", new Place("production", null), new Place("staging", null))];

    [Fact]
    public void Grant_OfAnotherPlace_CannotBeChosen()
    {
        var chosen = new HashSet<Guid>();
        var approver = Console.Bob with { Roles = [new RoleAssignment(AccessConsole.Core.Ports.ConsoleRole.Approver, ["production"])] };
        var table = Render<CampaignTable>(p => p.Add(t => t.Rows, Items).Add(t => t.User, approver).Add(t => t.IsOpen, true).Add(t => t.Chosen, chosen));
        var boxes = table.FindAll("[data-test=select]");
        Assert.False(boxes[0].HasAttribute("disabled"));
        Assert.True(boxes[1].HasAttribute("disabled"));
        Assert.Contains("every service in `staging`", boxes[1].GetAttribute("aria-label"), StringComparison.Ordinal);
        table.Find("[data-test=select-page]").Change(true);
        Assert.Equal([Items[0].GrantId], chosen);
    }

    [Fact]
    public void Decision_NeedsAChoiceAReasonAndForNarrowingHow()
    {
        Verdict? decided = null;
        var panel = Render<DecidePanel>(p => p.Add(d => d.Chosen, 0).Add(d => d.Environments, ["production", "staging"]).Add(d => d.OnDecide, verdict => decided = verdict));
        Assert.Contains("choose grants above first", Objection(panel), StringComparison.Ordinal);
        panel.Render(p => p.Add(d => d.Chosen, 1));
        Assert.Contains("say why first", Objection(panel), StringComparison.Ordinal);
        panel.Find("[data-test=decide-why]").Input("not used there");
        panel.Find("[data-test=verdict-choice]").Change("narrow");
        Assert.Contains("say how they are narrowed", Objection(panel), StringComparison.Ordinal);
        panel.Find("[data-test=narrow-environment]").Change("staging");
        panel.Find("[data-test=decide]").Click();
        Assert.Equal(new Verdict(CampaignVerdict.Narrow, "not used there", null, "staging"), decided);
    }

    private static string Objection(IRenderedComponent<DecidePanel> panel) => panel.Find("[data-test=decide-reason]").TextContent;

    private static CampaignItem Item(string name, params Place[] places)
    {
        var grant = new Grant { Name = name, Id = Guid.CreateVersion7(), Effect = Effect.Allow, Principals = new PrincipalSelector { Anyone = true }, Role = "reader", Environments = ["production"] };
        return new CampaignItem { CampaignId = Guid.Empty, GrantId = grant.Id.Value, Number = 1, Grant = grant, Places = places.ToValueList() };
    }
}

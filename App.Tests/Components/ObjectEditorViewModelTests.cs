using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class ObjectEditorViewModelTests
{
    private readonly Console console = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<PolicyKind> Kinds => [.. PolicyKinds.All.Where(k => k != PolicyKind.Grant)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NewObject_OfAnyKind_BeginsWithATextThatLacksOnlyValues(PolicyKind kind)
    {
        var model = await OpenAsync(kind, null);
        Assert.Empty(model.Inspection.Problems);
        model.EditText(model.Text);
        model.Inspect();
        Assert.Contains(model.Inspection.Problems, p => p.Pointer == "/name");
        Assert.DoesNotContain(model.Inspection.Problems, p => p.Code is "yaml_syntax" or "unknown_member");
    }

    [Fact]
    public async Task Service_Edited_SaysWhatChangesAndIsKept()
    {
        var model = await OpenAsync(PolicyKind.Service, "payments-api");
        model.EditText("# moved\n" + model.Text.Replace("https://10.0.4.12:8443", "https://10.0.4.13:8443", StringComparison.Ordinal));
        Assert.Null(await model.SaveAsync(Console.Carol, Cancellation));
        Assert.Contains(model.Inspection.Review!.Configuration.Changes, c => c.Sentence.Contains("10.0.4.13", StringComparison.Ordinal));
        Assert.StartsWith("# moved\n", (await OpenAsync(PolicyKind.Service, "payments-api", model.Draft!.Id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_OfWhatWasTypedBeforeARevision_IsAgainstTheRevisionThatWasSeen()
    {
        var model = await OpenAsync(PolicyKind.Service, "payments-api");
        model.EditText("# typed in sight of revision 1\n" + model.Text);
        var policy = console.Live.Current.Policy;
        console.InForce(2, policy.Apply(PolicyPatch.Empty with { Upserts = [policy.Roles["migrator"] with { Name = "another", Id = null }] }));

        Assert.Null(await model.SaveAsync(Console.Carol, Cancellation));
        Assert.Equal(1, model.Draft!.BaseRevision);
        Assert.Equal(2, model.MovedTo);
    }

    [Fact]
    public async Task Role_Renamed_LeavesItsGrantsBehindUntilTheyFollow()
    {
        var model = await OpenAsync(PolicyKind.Role, "migrator");
        model.EditText(model.Text.Replace("name: migrator", "name: schema-mover", StringComparison.Ordinal));
        await model.SaveAsync(Console.Carol, Cancellation);
        Assert.Equal("payments-migrates", Assert.Single(model.LeftBehind).Name);
        Assert.True(model.Inspection.HasErrors);

        Assert.Null(await model.FollowRenameAsync(Console.Carol, Cancellation));
        Assert.Empty(model.LeftBehind);
        Assert.False(model.Inspection.HasErrors);
        Assert.True(model.Inspection.Review!.Access.IsEmpty);
        Assert.Equal("schema-mover", Assert.IsType<Grant>(model.Draft!.Patch.Upserts.Single(o => o.Kind == PolicyKind.Grant)).Role);
    }

    [Fact]
    public async Task Grant_WithATextOfItsOwn_FollowsARenameInItsTextToo()
    {
        var grant = new ObjectEditorViewModel(console.Workflow, console.Drafts, console.Live);
        await grant.LoadAsync(PolicyKind.Grant, "payments-migrates", null, Cancellation);
        grant.EditText("# a comment\n" + grant.Text);
        await grant.SaveAsync(Console.Carol, Cancellation);

        var role = await OpenAsync(PolicyKind.Role, "migrator", grant.Draft!.Id);
        role.EditText(role.Text.Replace("name: migrator", "name: schema-mover", StringComparison.Ordinal));
        await role.SaveAsync(Console.Carol, Cancellation);
        await role.FollowRenameAsync(Console.Carol, Cancellation);
        Assert.Contains("role: schema-mover", (await OpenAsync(PolicyKind.Grant, "payments-migrates", grant.Draft.Id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_WithoutItsIdInTheText_StaysItself()
    {
        var model = await OpenAsync(PolicyKind.Grant, "payments-migrates");
        model.EditText(string.Concat(model.Text.Split('\n').Where(l => !l.StartsWith("id:", StringComparison.Ordinal)).Select(l => l + "\n")).Replace("name: payments-migrates", "name: payments-moves", StringComparison.Ordinal));
        await model.SaveAsync(Console.Carol, Cancellation);
        Assert.Equal(model.Original!.Id, Assert.Single(model.Draft!.Patch.Upserts).Id);
        Assert.True(model.Inspection.Review!.Access.IsEmpty);
    }

    [Fact]
    public async Task ObjectWithoutAnId_Renamed_DoesNotStayUnderItsFormerName()
    {
        var model = await OpenAsync(PolicyKind.Environment, "staging");
        model.EditText(model.Text.Replace("name: staging", "name: preview", StringComparison.Ordinal));
        await model.SaveAsync(Console.Carol, Cancellation);
        await model.FollowRenameAsync(Console.Carol, Cancellation);
        var policy = console.Live.Current.Policy.Objects.Apply(model.Draft!.Patch, out _);
        Assert.Equal(["preview", "production"], policy.Environments.Keys);
        Assert.NotNull(policy.Services["payments-api"].In("preview"));
    }

    [Fact]
    public async Task UsedObject_Deleted_IsADraftWhoseReviewSaysWhatItBreaks()
    {
        var model = await OpenAsync(PolicyKind.Role, "migrator");
        var draft = (await model.DeleteAsync(Console.Carol, Cancellation)).Draft!;
        Assert.True(console.Workflow.Review(draft).HasErrors);
    }

    [Fact]
    public async Task Object_Unknown_IsNotFound() =>
        Assert.False(await new ObjectEditorViewModel(console.Workflow, console.Drafts, console.Live).LoadAsync(PolicyKind.Service, "no-such", null, Cancellation));

    private async Task<ObjectEditorViewModel> OpenAsync(PolicyKind kind, string? name, Guid? draft = null)
    {
        var model = new ObjectEditorViewModel(console.Workflow, console.Drafts, console.Live);
        Assert.True(await model.LoadAsync(kind, name, draft, Cancellation));
        return model;
    }
}

using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class PersonStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task Admin_OnceSignedIn_StaysKnownAfterLosingTheRole()
    {
        var store = database.Get<IPersonStore>();
        var cancellation = TestContext.Current.CancellationToken;

        await store.RecordSignInAsync(Ada.Person, "Ada", ConsoleRole.Approver, null, Event("ada", AuditActions.SignedIn), cancellation);
        Assert.False(await store.HasAdminSignedInAsync(cancellation));
        await store.RecordSignInAsync(Ada.Person, "Ada", ConsoleRole.Admin, null, Event("ada", AuditActions.SignedIn), cancellation);
        await store.RecordSignInAsync(Ada.Person, "Ada L.", ConsoleRole.Viewer, null, Event("ada", AuditActions.SignedIn), cancellation);

        Assert.True(await store.HasAdminSignedInAsync(cancellation));
        Assert.Equal("Ada L.", await database.ReadAsOwnerAsync<string>("SELECT string_agg(name, ',') FROM persons WHERE name LIKE 'Ada%'"));
        Assert.Equal(3, (await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "ada"), null, 10, cancellation)).Count);
    }

    [Fact]
    public async Task Views_ChangedAtOnce_AreAllKept()
    {
        var store = database.Get<IPersonStore>();
        var cancellation = TestContext.Current.CancellationToken;
        var person = new PersonId("demo", "viewer-of-lists");
        Assert.Null(await store.ChangeViewsAsync(person, views => views, cancellation));
        Assert.Empty(await store.LoadViewsAsync(person, cancellation));
        await store.RecordSignInAsync(person, "Vi", ConsoleRole.Viewer, null, Event("vi", AuditActions.SignedIn), cancellation);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.ChangeViewsAsync(person, views => views.Append(new SavedView("/grants", $"{i}", "/grants")).ToValueList(), cancellation)));
        await store.RecordSignInAsync(person, "Vi", ConsoleRole.Viewer, null, Event("vi", AuditActions.SignedIn), cancellation);

        Assert.Equal("01234567", string.Concat((await store.LoadViewsAsync(person, cancellation)).Select(v => v.Name).Order(StringComparer.Ordinal)));
    }
}

using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class BundleStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IBundleStore bundles = database.Get<IBundleStore>();
    private readonly IPolicyStore policies = database.Get<IPolicyStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Current_OfEachScope_IsItsNewestArchiveByEveryKey()
    {
        var first = await PublishAsync(n => [Bundle("kept", n), Bundle("changed", n)]);
        var second = await PublishAsync(n => [Bundle("changed", n, "key-z"), Bundle("changed", n, "key-a", isTombstone: true)]);

        var current = (await bundles.LoadCurrentAsync(Cancellation).ToListAsync(Cancellation)).Where(b => b.Scope.Environment is "kept" or "changed");
        Assert.Equal(
            [("changed", second, "key-z", false), ("changed", second, "key-a", true), ("kept", first, "key-1", false)],
            current.Select(b => (b.Scope.Environment, b.Revision, b.KeyId, b.IsTombstone)));
    }

    [Fact]
    public async Task Since_ARevision_IncludesSignaturesAddedToOlderArchives()
    {
        var first = await PublishAsync(n => [Bundle("signed", n)]);
        var second = await PublishAsync(_ => [Bundle("signed", first, "key-2")]);

        var since = await bundles.LoadSinceAsync(first, Cancellation).ToListAsync(Cancellation);
        Assert.Equal([("signed", first, "key-2")], since.Select(b => (b.Scope.Environment, b.Revision, b.KeyId)));
        Assert.Empty(await bundles.LoadSinceAsync(second, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Find_AtARevision_IsWhatWasCurrentThen()
    {
        var scope = new BundleScope("found", Target.Opa);
        var first = await PublishAsync(n => [Bundle("found", n, "old"), Bundle("found", n, "new")]);
        await PublishAsync(_ => []);
        var third = await PublishAsync(n => [Bundle("found", n, "new", "other")]);

        Assert.Null(await bundles.FindAsync(scope, first - 1, null, Cancellation));
        Assert.Equal((first, "old"), KeyOf(await bundles.FindAsync(scope, third - 1, null, Cancellation)));
        Assert.Equal((first, "new"), KeyOf(await bundles.FindAsync(scope, third - 1, "new", Cancellation)));
        Assert.Equal((third, "new"), KeyOf(await bundles.FindAsync(scope, third, null, Cancellation)));
        Assert.Null(await bundles.FindAsync(scope, third, "old", Cancellation));
        Assert.Null(await bundles.FindAsync(scope with { Service = "s" }, third, null, Cancellation));
    }

    [Fact]
    public async Task Digests_OfARevision_AreThoseByEveryKey_AndOfNoOtherRevision()
    {
        var scope = new BundleScope("digests", Target.Opa);
        var first = await PublishAsync(n => [Signed(n, "old", 1), Signed(n, "retired", 2)]);
        var second = await PublishAsync(_ => [Signed(first, "new", 3)]);
        await PublishAsync(n => [Signed(n, "new", 4)]);

        Assert.Equal([1, 2, 3], (await bundles.ListDigestsAsync(scope, first, Cancellation)).Select(digest => digest.Span[0]));
        Assert.Empty(await bundles.ListDigestsAsync(scope, second, Cancellation));
        Assert.Empty(await bundles.ListDigestsAsync(scope with { Service = "s" }, first, Cancellation));

        static StoredBundle Signed(int revision, string keyId, byte digest) => Bundle("digests", revision, keyId) with { Sha256 = Enumerable.Repeat(digest, 32).ToArray() };
    }

    [Fact]
    public async Task Bundle_Stored_IsReadBackByteForByte()
    {
        var stored = Bundle("bytes", 0) with { Scope = new BundleScope("bytes", Target.Nginx, "web"), Archive = new byte[] { 0, 255, 31, 139 } };
        var number = await PublishAsync(n => [stored with { Revision = n }]);

        var read = await bundles.FindAsync(stored.Scope, number, stored.KeyId, Cancellation);
        Assert.Equal(stored.Archive.ToArray(), read!.Archive.ToArray());
        Assert.Equal(stored.Sha256.ToArray(), read.Sha256.ToArray());
        Assert.Equal((stored.Scope, stored.ContentDigest), (read.Scope, read.ContentDigest));
    }

    private static (int Revision, string KeyId) KeyOf(StoredBundle? bundle) => (bundle!.Revision, bundle.KeyId);

    private async Task<int> PublishAsync(Func<int, StoredBundle[]> written)
    {
        var outcome = await policies.PublishAsync(
            new PublishSubject(), (context, _) => Task.FromResult<PublishPlan>(Write(context, PolicyPatch.Empty, written(context.NextRevision))), Cancellation);
        return outcome.Revision!.Number;
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Signing;
using AccessConsole.Signer;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>The point between signing and publishing, both ways: nothing is signed twice in two ways, and nothing that the console lost holds the signer up.</summary>
public sealed class SigningDeskTests : IAsyncLifetime
{
    private readonly DeskFixture signer = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => signer.DisposeAsync();

    [Fact]
    public async Task Signed_VerifiesByTheKeyList_AndSaysItsRevision()
    {
        var archives = await SignedAsync(DeskFixture.Change("first", 8));

        Assert.NotEmpty(archives);
        Assert.All(archives, archive =>
        {
            var verified = BundleVerifier.Verify(archive.Archive, archive.Scope, signer.KeyList.For(archive.Scope.Environment));
            Assert.True(verified.IsVerified, verified.Refusal?.Message);
            Assert.Equal(8, verified.Value.Manifest.Revision);
        });
    }

    [Fact]
    public async Task SecondChange_CostsWhatItChanges()
    {
        await SignedAsync(DeskFixture.Change("first", 8));
        var second = await SignedAsync(OnTopOf(DeskFixture.Change("first", 8), "second", 9));

        Assert.NotEmpty(second);
        Assert.All(second, archive => Assert.Equal("staging", archive.Scope.Environment));
    }

    [Fact]
    public async Task SameRequest_AfterAKill_GetsTheSameSignature()
    {
        var first = await signer.SignAsync(DeskFixture.Change("first", 8));
        await signer.RestartAsync();
        var again = await signer.SignAsync(DeskFixture.Change("first", 8));

        Assert.Null(again.Refusal);
        Assert.True(first.Json.Span.SequenceEqual(again.Json.Span));
        Assert.Equal(["signed", "repeated"], Acts());
    }

    [Fact]
    public async Task ConsoleWhoseCommitFailed_ComesAgainUnderAHigherNumber()
    {
        await SignedAsync(DeskFixture.Change("lost", 8));
        await signer.RestartAsync();

        Assert.Equal(8, signer.Desk.Current.Highest);
        Assert.Equal(SigningRefusalKind.Revision, (await signer.SignAsync(DeskFixture.Change("first", 8))).Refusal!.Kind);
        await SignedAsync(DeskFixture.Change("first", 9));
        Assert.Equal(["signed", "refused", "abandoned", "signed"], Acts());
        // The lost change is no part of what the next is built on.
        Assert.DoesNotContain("lost", signer.Desk.Current.Pending!.Input.Policy.Objects.Grants.Keys);
    }

    [Fact]
    public async Task ConsoleThatPublished_CannotGoBackToBefore()
    {
        var first = DeskFixture.Change("first", 8);
        await SignedAsync(first);
        await SignedAsync(OnTopOf(first, "second", 9));

        var replayed = await signer.SignAsync(DeskFixture.Change("older", 10));

        Assert.Equal(SigningRefusalKind.Base, replayed.Refusal!.Kind);
        Assert.Contains("the console is at revision 7", replayed.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Freshness_IsTheEndOfTheWayBack()
    {
        await SignedAsync(DeskFixture.Change("first", 8));
        await signer.Desk.SettleAsync(8, CancellationToken.None);
        await signer.RestartAsync();

        Assert.Equal(8, signer.Desk.Current.Settled.Revision);
        Assert.Equal(SigningRefusalKind.Base, (await signer.SignAsync(DeskFixture.Change("other", 9))).Refusal!.Kind);
    }

    [Fact]
    public async Task Freshness_OfWhatIsPending_SaysNothingOfWhatStoodBefore()
    {
        var first = DeskFixture.Change("first", 8);
        var archive = (await SignedAsync(first)).First(made => made.Scope == new BundleScope("staging", Target.Opa));
        await signer.Desk.SettleAsync(8, CancellationToken.None);
        var second = (await SignedAsync(OnTopOf(first, "second", 9))).First(made => made.Scope == archive.Scope);

        Assert.Equal(archive.Digest, signer.Desk.Current.DigestOf(archive.Scope, archive.KeyId));
        await signer.Desk.SettleAsync(9, CancellationToken.None);
        Assert.Equal(second.Digest, signer.Desk.Current.DigestOf(archive.Scope, archive.KeyId));
    }

    [Fact]
    public async Task ConsoleOfAnotherPolicy_IsRefused() =>
        Assert.Equal(SigningRefusalKind.Base, (await signer.SignAsync(DeskFixture.Change("first", 8, baseDigest: "other"))).Refusal!.Kind);

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"kind":"Everything"}""")]
    public async Task WhatIsNoRequest_IsRefused(string body) =>
        Assert.Equal(SigningRefusalKind.Malformed, (await signer.Desk.SignAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None)).Refusal!.Kind);

    [Fact]
    public async Task Log_NamesTheHashOfEachLineBefore()
    {
        await SignedAsync(DeskFixture.Change("first", 8));
        await signer.RestartAsync();
        await signer.SignAsync(DeskFixture.Change("first", 8));

        var lines = await ReadLogAsync();
        Assert.Equal(2, lines.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines[0]))), JsonNode.Parse(lines[1])!["previous"]!.GetValue<string>());
    }

    /// <summary>The next change after one that the console published.</summary>
    private static SigningRequest OnTopOf(SigningRequest published, string grant, int revision)
    {
        var patch = published.Patch with { Upserts = [published.Patch.Upserts[0] with { Id = published.NewIds[0] }] };
        return DeskFixture.Change(grant, revision, published.Revision, PolicyDigest.After(published.BaseDigest, patch));
    }

    private async Task<IReadOnlyList<SignedArchive>> SignedAsync(SigningRequest request)
    {
        var answer = await signer.SignAsync(request);
        Assert.True(answer.Refusal is null, answer.Refusal?.Message);
        return SigningAnswerJson.Read(answer.Json);
    }

    private string[] Acts() => [.. ReadLogAsync().GetAwaiter().GetResult().Select(line => JsonNode.Parse(line)!["act"]!.GetValue<string>())];

    private async Task<string[]> ReadLogAsync()
    {
        await using var stream = new FileStream(signer.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

using AccessConsole.Core.Bundles;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class FreshnessTests
{
    private static readonly Freshness Given =
        new(Sample.Scope, "sha256:" + new string('b', 64), 43, 900, Sample.Now, Sample.Now.AddHours(2), "checkpoint text");

    [Theory]
    [InlineData("a checkpoint")]
    [InlineData(null)]
    public async Task Signed_VerifiesAsGiven(string? checkpoint)
    {
        var given = Given with { Checkpoint = checkpoint };
        Assert.Equal(given, Freshness.Verify(await SignAsync(given), Sample.Keys, Sample.Scope, Sample.Now).Value);
    }

    [Fact]
    public async Task AtItsEnd_IsRefused() => Assert.Equal(
        RefusalKind.Expired, Freshness.Verify(await SignAsync(Given), Sample.Keys, Sample.Scope, Given.NotAfter).Refusal?.Kind);

    [Fact]
    public async Task OtherScope_IsRefused() => Assert.Equal(
        RefusalKind.Scope, Freshness.Verify(await SignAsync(Given), Sample.Keys, Sample.Scope with { Service = "x" }, Sample.Now).Refusal?.Kind);

    [Fact]
    public async Task OtherKey_IsRefused() => Assert.Equal(
        RefusalKind.UnknownKey, Freshness.Verify(await SignAsync(Given), [Sample.Root.VerificationKey], Sample.Scope, Sample.Now).Refusal?.Kind);

    [Fact]
    public async Task ChangedSignature_IsRefused()
    {
        var jws = await SignAsync(Given);
        var end = jws[^2] == 'A' ? 'B' : 'A';
        Assert.Equal(RefusalKind.Signature, Freshness.Verify($"{jws[..^2]}{end}{jws[^1]}", Sample.Keys, Sample.Scope, Sample.Now).Refusal?.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    public void WhatIsNoJws_IsRefused(string text) =>
        Assert.Equal(RefusalKind.Malformed, Freshness.Verify(text, Sample.Keys, Sample.Scope, Sample.Now).Refusal?.Kind);

    private static async Task<string> SignAsync(Freshness freshness) => await freshness.SignAsync(Sample.Signer, TestContext.Current.CancellationToken);
}

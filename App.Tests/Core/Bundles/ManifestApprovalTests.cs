using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

/// <summary>The approval chain in signed manifests, and in those of earlier consoles.</summary>
public sealed class ManifestApprovalTests
{
    [Fact]
    public void Manifest_SaysWhoApprovedWhatAndWhen()
    {
        var text = Encoding.UTF8.GetString(Sample.Manifest.Write());

        Assert.Contains(
            $$$""""approvals":[{"at":"2026-11-01T11:00:00Z","change":"{{{Sample.Approval.Change}}}","issuer":"https://idp.example","name":"Zoë \"Z\" <zoe@example.com>","subject":"00u1zoe"}]"""",
            text, StringComparison.Ordinal);
        Assert.Equal(Sample.Manifest, BundleManifest.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Manifest_OfAnEarlierConsole_NamesPeopleAlone()
    {
        var earlier = Sample.Manifest with { Approvals = [new ManifestApproval("Bob"), new ManifestApproval("Erin")] };
        var text = Encoding.UTF8.GetString(earlier.Write());

        Assert.Contains("\"approvals\":[\"Bob\",\"Erin\"]", text, StringComparison.Ordinal);
        Assert.Equal(earlier, BundleManifest.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("\"subject\":\"00u1zoe\"", "\"other\":\"00u1zoe\"")]
    [InlineData("\"subject\":\"00u1zoe\"", "\"subject\":7")]
    [InlineData("\"issuer\":\"https://idp.example\"", "\"issuer\":null")]
    [InlineData("\"at\":\"2026-11-01T11:00:00Z\"", "\"at\":\"yesterday\"")]
    public void Approval_ThatIsNoWholeLink_IsRefused(string written, string instead)
    {
        var text = Encoding.UTF8.GetString(Sample.Manifest.Write());
        Assert.Contains(written, text, StringComparison.Ordinal);

        Assert.Throws<FormatException>(() => BundleManifest.Read(Encoding.UTF8.GetBytes(text.Replace(written, instead, StringComparison.Ordinal))));
    }

    [Fact]
    public void Approval_IsTakenOverInWholeSeconds()
    {
        var zoe = new Actor(ActorKind.Person, "https://idp.example", "00u1zoe", Sample.Approval.Name);
        var approval = new Approval(zoe, Sample.Now.AddHours(-1).AddMilliseconds(123), Sample.Approval.Change!, Sample.Now, "a comment that stays in the console");

        Assert.Equal(Sample.Approval, ManifestApproval.Of(approval));
    }
}

using System.Security.Cryptography;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Diagnosis;

/// <summary>Chains of clients: ended, in another order, of nobody, of another trust domain.</summary>
public sealed class CertificateCheckTests : IDisposable
{
    private const string Storefront = "spiffe://acme.example/ns/shop/sa/storefront";

    // Forged certificates hold from an hour before the tests on.
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly CertificateForge root = new("root");
    private readonly CertificateForge between;

    public CertificateCheckTests() => between = new CertificateForge("between", root);

    public void Dispose()
    {
        root.Dispose();
        between.Dispose();
    }

    [Fact]
    public void WholeChain_FailsNothing()
    {
        var diagnosis = Diagnose(Pem(between.Issue(Storefront)) + between.Bundle);

        Assert.Equal("", diagnosis.Failed());
        Assert.Equal("it is workload `storefront`", diagnosis.Single("certificate.owner").Finding);
    }

    [Fact]
    public void MisorderedChain_IsGivenItsOrder()
    {
        var diagnosis = Diagnose(between.Bundle + "\n" + Pem(between.Issue(Storefront)));

        Assert.Equal("certificate.order certificate.usage certificate.san", string.Join(' ', diagnosis.Failed().Split(' ').Where(c => c.StartsWith("certificate", StringComparison.Ordinal))));
        Assert.Equal("send them in this order: `CN=leaf`, `CN=between`", diagnosis.Single("certificate.order").Mend);
    }

    [Fact]
    public void ChainWithAStranger_IsSaidToHaveOne()
    {
        using var foreign = new CertificateForge("foreign");
        var check = Diagnose(Pem(between.Issue(Storefront)) + foreign.Bundle + "\n" + between.Bundle).Single("certificate.order");

        Assert.Equal(CheckResult.Failed, check.Result);
        Assert.Contains("leave out what does not belong", check.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingBetween_IsNamed()
    {
        var diagnosis = Diagnose(Pem(between.Issue(Storefront)));

        Assert.Equal("certificate.authority", diagnosis.Failed());
        Assert.Contains("a certificate between it and an authority is missing", diagnosis.Single("certificate.authority").Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-2, "holds from")]
    [InlineData(13, "ended at")]
    public void ChainOutOfItsTime_IsSaidForEachCertificate(int hours, string finding)
    {
        var diagnosis = Diagnose(Pem(between.Issue(Storefront)) + between.Bundle, Now.AddHours(hours));

        var expiry = diagnosis.Checks.Where(c => c.Code == "certificate.expiry").ToArray();
        Assert.Equal(2, expiry.Length);
        Assert.All(expiry, c => Assert.Contains(finding, c.Finding, StringComparison.Ordinal));
        Assert.Contains("has ended or does not hold yet", diagnosis.Single("certificate.authority").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_ThatAreNotOneSpiffeId_Fail()
    {
        Assert.Contains("2 URIs", Finding("certificate.san", root.Issue(Storefront, "spiffe://acme.example/other")), StringComparison.Ordinal);
        Assert.Contains("no URI", Finding("certificate.san", root.IssueServer("storefront.acme.example")), StringComparison.Ordinal);
        Assert.Contains("no SPIFFE ID", Finding("certificate.san", root.Issue("https://acme.example/storefront")), StringComparison.Ordinal);
        Assert.Contains("`other.example` is no trust domain", Finding("certificate.trust_domain", root.Issue("spiffe://other.example/x")), StringComparison.Ordinal);
        Assert.Contains("no pipeline's or workload's", Finding("certificate.owner", root.Issue("spiffe://acme.example/nobody")), StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignAuthority_IsNoneOfTheBundle()
    {
        using var foreign = new CertificateForge("foreign");

        Assert.Equal("certificate.authority", Diagnose(Pem(foreign.Issue(Storefront)) + foreign.Bundle).Failed());
    }

    [Fact]
    public void TrustDomainWithoutBundle_RefusesEverybody()
    {
        var diagnosis = Calls.Document().Diagnose(Calls.Call() with { Certificate = Pem(root.Issue(Storefront)) }, Now);

        Assert.Contains("has no trust bundle", diagnosis.Single("certificate.trust_domain").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void PrivateKey_IsNoticed_AndNotRepeated()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = key.ExportPkcs8PrivateKeyPem();
        var diagnosis = Diagnose(secret + "\n" + Pem(root.Issue(Storefront)));

        Assert.Equal("certificate.key", diagnosis.Failed());
        Assert.DoesNotContain(diagnosis.Checks, c => secret.Split('\n').Any(line => line.Length > 40 && c.Finding.Contains(line, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void TextThatIsNoChain_IsSaidToBeNone(string text) => Assert.Contains("certificate.form", Diagnose(text).Failed(), StringComparison.Ordinal);

    private string Finding(string code, System.Security.Cryptography.X509Certificates.X509Certificate2 leaf)
    {
        var check = Diagnose(Pem(leaf)).Single(code);
        Assert.Equal(CheckResult.Failed, check.Result);
        return check.Finding;
    }

    private CallDiagnosis Diagnose(string certificate, DateTimeOffset? now = null) =>
        Calls.Document(trustBundle: root.Bundle).Diagnose(Calls.Call() with { Certificate = certificate }, now ?? Now);

    private static string Pem(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using (certificate)
            return certificate.ExportCertificatePem() + "\n";
    }
}

using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

/// <summary>Whose coverage a change is asked about.</summary>
public sealed class ReviewedCoverageTests
{
    private static readonly PolicyDocument Document = ValidPolicy.Check(ValidPolicy.Text).Document;

    [Fact]
    public void SecondTrustBundle_ThatMakesNginxNarrower_IsRefusedForTheDeploymentsBehindNginx()
    {
        var partner = new IdentityProvider { Name = "partner", Spiffe = new SpiffeSettings { TrustDomain = "partner.example", TrustBundle = TestCertificates.Pem } };
        var review = Review(Document with { IdentityProviders = [.. Document.IdentityProviders, partner] });
        var coverage = Assert.Single(review.Coverage);
        Assert.Equal(("production", "payments"), (coverage.Environment, coverage.Service));
        Assert.Equal([Coverage.Narrower, Coverage.Exact], coverage.Hops.Select(h => h.Coverage));
        Assert.Single(review.Problems, p => p.Code == CoverageCodes.Insufficient && p.Message.Contains("one of an intermediate is refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Provider_ThatChangesNoCoverage_AsksAboutNoDeployment() =>
        Assert.Empty(Review(Document with
        {
            IdentityProviders = [.. Document.IdentityProviders, new IdentityProvider { Name = "partner", Spiffe = new SpiffeSettings { TrustDomain = "partner.example" } }],
        }).Coverage);

    private static ChangeReview Review(PolicyDocument draft)
    {
        var basis = PolicySet.Of(Document);
        var next = 0;
        var patch = PolicyDiffPatch.Between(basis, draft, () => new Guid(++next, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0));
        return new ChangeReviewer(new PolicyCompiler(TargetCompilers.All), isDevelopment: false).Review(1, basis, patch, ValidPolicy.Options.Now);
    }
}

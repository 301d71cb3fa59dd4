using System.Security.Cryptography;
using AccessConsole.Core.Model;
using AccessConsole.Distribution.Certificates;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution;

internal sealed class ValidateDistributionOptions(IConfiguration configuration) : IValidateOptions<DistributionOptions>
{
    private static readonly TimeSpan ShortestFreshness = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, DistributionOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(DistributionOptions options)
    {
        if (options.MaxHeldPolls < 0)
            yield return "Distribution__MaxHeldPolls is below zero";
        if (options.MaxHeldPollsPerToken < 0)
            yield return "Distribution__MaxHeldPollsPerToken is below zero";
        if (options.FreshnessLifetime < ShortestFreshness)
            yield return "Distribution__FreshnessLifetime is below five minutes";
        foreach (var failure in TrustFailures(options))
            yield return failure;
    }

    /// <summary>Certificates need all three: authorities, the domain they speak for, and an endpoint that asks for certificates.</summary>
    private IEnumerable<string> TrustFailures(DistributionOptions options)
    {
        var asks = configuration.GetSection("Kestrel:Endpoints").GetChildren().FirstOrDefault(e => e["ClientCertificateMode"] is "AllowCertificate" or "RequireCertificate");
        var asksByDefault = configuration["Kestrel:EndpointDefaults:ClientCertificateMode"] is "AllowCertificate" or "RequireCertificate";
        if (options.ClientTrustBundleFile.Length == 0)
        {
            if (options.TrustDomain.Length > 0)
                yield return "Distribution__TrustDomain is set without Distribution__ClientTrustBundleFile, the PEM file of its authorities";
            if (asks is not null || asksByDefault)
                yield return $"Kestrel__{(asks is null ? "EndpointDefaults" : $"Endpoints__{asks.Key}")}__ClientCertificateMode asks for certificates that nothing verifies: set Distribution__ClientTrustBundleFile and Distribution__TrustDomain";
            yield break;
        }

        if (!SpiffeId.IsTrustDomain(options.TrustDomain))
            yield return $"Distribution__TrustDomain is `{options.TrustDomain}`: name the SPIFFE trust domain of Distribution__ClientTrustBundleFile, such as `acme.example`";
        if (asks is null && !asksByDefault)
            yield return "Distribution__ClientTrustBundleFile is set, but no endpoint asks for certificates: set Kestrel__Endpoints__NAME__ClientCertificateMode to `AllowCertificate` on an https endpoint";
        if (Unreadable(options.ClientTrustBundleFile) is { } reason)
            yield return $"Distribution__ClientTrustBundleFile `{options.ClientTrustBundleFile}` cannot be read as certificates in PEM: {reason}";
    }

    private static string? Unreadable(string path)
    {
        try
        {
            ClientTrust.ReadBundle(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return e.Message;
        }
    }
}

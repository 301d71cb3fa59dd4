using System.Text;
using AccessConsole.Core.Signing;
using AccessConsole.Outbound;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Signer;

/// <summary>What approvals are held against: the identity providers of the signer's own configuration, with keys that are pinned there or fetched by the signer itself.</summary>
internal sealed class TrustSource(IOptions<SignerOptions> options, OutboundClient outbound, ILogger<TrustSource> log)
{
    private readonly Dictionary<string, ApprovalIssuer> lastGood = new(StringComparer.Ordinal);

    /// <param name="hasApprovals">Where there are none nobody has to be asked for keys.</param>
    public async Task<ApprovalTrust> LoadAsync(bool hasApprovals, CancellationToken cancellationToken)
    {
        var issuers = new List<ApprovalIssuer>();
        foreach (var provider in hasApprovals ? options.Value.Providers : [])
        {
            issuers.Add(await LoadAsync(provider, cancellationToken));
        }

        return new ApprovalTrust(issuers, ApproverRoles.Of(options.Value), options.Value.ApprovalLifetime, options.Value.ClockSkew);
    }

    private async Task<ApprovalIssuer> LoadAsync(SignerProviderOptions provider, CancellationToken cancellationToken)
    {
        try
        {
            var (issuer, keys) = provider.KeysFile.Length > 0 ? (provider.Authority, KeysOf(await File.ReadAllTextAsync(provider.KeysFile, cancellationToken))) : await FetchAsync(provider, cancellationToken);
            return lastGood[provider.Authority] = new ApprovalIssuer(issuer, provider.ClientId, provider.GroupsClaim, keys) { TakesTokensWithoutAuthTime = provider.TakesTokensWithoutAuthTime };
        }
        catch (Exception e) when (e is OutboundException or IOException or ArgumentException or UriFormatException)
        {
            log.LogWarning("the keys of {Authority} could not be fetched, the last good ones stay: {Failure}", provider.Authority, e.Message);
            return lastGood.GetValueOrDefault(provider.Authority) ?? new ApprovalIssuer(provider.Authority, provider.ClientId, provider.GroupsClaim, []);
        }
    }

    private async Task<(string Issuer, IReadOnlyCollection<SecurityKey> Keys)> FetchAsync(SignerProviderOptions provider, CancellationToken cancellationToken)
    {
        var address = new Uri(provider.Authority.TrimEnd('/') + "/.well-known/openid-configuration");
        var configuration = OpenIdConnectConfiguration.Create(Encoding.UTF8.GetString(await outbound.GetAsync(address, cancellationToken)));
        return (configuration.Issuer, KeysOf(Encoding.UTF8.GetString(await outbound.GetAsync(new Uri(configuration.JwksUri), cancellationToken))));
    }

    private static IReadOnlyCollection<SecurityKey> KeysOf(string json) => [.. new JsonWebKeySet(json).GetSigningKeys()];
}

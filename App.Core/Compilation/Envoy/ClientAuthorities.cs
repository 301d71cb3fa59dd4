using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>What clients' certificates are verified by: each by the bundle of its own trust domain.</summary>
internal static class ClientAuthorities
{
    private const string Name = "access-client-ca";

    public static JsonObject Of(PrincipalDirectory directory)
    {
        var domains = directory.Providers.Select(p => p.Spiffe).OfType<SpiffeSettings>().Where(s => s.TrustBundle is not null)
            .Select(s => (s.TrustDomain, Authorities: TrustBundles.Of(s))).Where(d => !d.Authorities.IsEmpty).ToArray();
        var context = domains.Length == 0 ? Nobody() : Verifying(domains.Select(d => Domain(d.TrustDomain, d.Authorities)));
        return Extension.Typed("envoy.extensions.transport_sockets.tls.v3.Secret", new JsonObject { ["name"] = Name, ["validation_context"] = context });
    }

    private static JsonObject Verifying(IEnumerable<JsonObject> domains) => new()
    {
        ["custom_validator_config"] = Extension.Of(
            "envoy.tls.cert_validator.spiffe",
            "envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig",
            new JsonObject { ["trust_domains"] = new JsonArray([.. domains]) }),
    };

    private static JsonObject Domain(string name, IEnumerable<string> authorities) => new()
    {
        ["name"] = name,
        ["trust_bundle"] = new JsonObject { ["inline_string"] = string.Concat(authorities.Select(pem => pem + "\n")) },
    };

    /// <summary>Without a trust bundle every certificate is refused: none has this digest.</summary>
    private static JsonObject Nobody() => new() { ["verify_certificate_hash"] = new JsonArray(new string('0', 64)) };
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessConsole.Configuration;
using AccessConsole.Core.Model;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Demo;

/// <summary>
/// Stands in for Buildkite where the sample organisation runs in Development: its key takes the place of the issuer's real ones, and it mints
/// tokens for the sample's pipelines. Anywhere else it does not exist.
/// </summary>
public sealed class DemoIssuer : IDisposable
{
    /// <summary>The sample's provider.</summary>
    public const string Provider = "buildkite";

    private readonly RSA? key;
    private readonly SigningCredentials? credentials;

    public DemoIssuer(IHostEnvironment host, IOptions<ConsoleOptions> options, DataPaths paths)
    {
        KeysByProvider = ImmutableDictionary<string, JwkSet>.Empty;
        if (!host.IsDevelopment() || !options.Value.Sample)
            return;
        key = LoadKey(Path.Combine(paths.Keys, "demo-issuer.pem"));
        var publicKey = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(false)));
        var kid = Convert.ToHexStringLower(publicKey.ComputeJwkThumbprint());
        credentials = new SigningCredentials(new RsaSecurityKey(key) { KeyId = kid }, SecurityAlgorithms.RsaSha256);
        var jwk = new Jwk { Kty = "RSA", Kid = kid, Alg = "RS256", Use = "sig", N = publicKey.N, E = publicKey.E };
        KeysByProvider = ImmutableDictionary<string, JwkSet>.Empty.Add(Provider, new JwkSet { Keys = [jwk] });
    }

    public bool IsEnabled => key is not null;

    /// <summary>What takes the place of fetched keys; empty where the demo issuer is off.</summary>
    public ImmutableDictionary<string, JwkSet> KeysByProvider { get; }

    /// <summary>A compact JWT with exactly these claims, RS256 as Buildkite signs.</summary>
    public string Sign(string payload) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, credentials ?? throw new InvalidOperationException("the demo issuer is off"));

    public void Dispose() => key?.Dispose();

    private static RSA LoadKey(string path)
    {
        var rsa = RSA.Create(2048);
        if (File.Exists(path))
        {
            rsa.ImportFromPem(File.ReadAllText(path));
            return rsa;
        }

        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(System.Text.Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
        return rsa;
    }
}

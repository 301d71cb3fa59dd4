namespace AccessConsole.Signer;

/// <summary>Section <c>Signer</c>: the process that holds the signing keys where the console does not. Its keys are those of section <c>Signing</c>.</summary>
public sealed class SignerOptions
{
    public const string Section = "Signer";

    /// <summary>Where it listens: <c>unix:/run/access-signer/signer.sock</c>, an https address, or plain http on loopback.</summary>
    public string Listen { get; set; } = "";

    /// <summary>PEM of the certificate for https, and of its key.</summary>
    public string CertificateFile { get; set; } = "";

    public string CertificateKeyFile { get; set; } = "";

    /// <summary>A file with the secret by which the console is let in; at least 32 characters.</summary>
    public string CredentialFile { get; set; } = "";

    /// <summary>What it signed last, and its log. No other process uses it.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>The identity providers whose ID tokens prove approvals.</summary>
    public IList<SignerProviderOptions> Providers { get; init; } = [];

    /// <summary>Groups or app roles → role, as the console's <c>Authentication__Roles</c> has them; only those with the approver role matter here.</summary>
    public IDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long after it was given an approval counts.</summary>
    public TimeSpan ApprovalLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How far the clocks of signer, console and identity provider may be apart.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a signed statement of freshness says something.</summary>
    public TimeSpan FreshnessLifetime { get; set; } = TimeSpan.FromHours(4);
}

/// <summary>Section <c>Signer:Providers:N</c>.</summary>
public sealed class SignerProviderOptions
{
    /// <summary>The issuer's address; its keys are fetched below it unless <see cref="KeysFile"/> pins them.</summary>
    public string Authority { get; set; } = "";

    /// <summary>The console's client there.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The claim of ID tokens that lists the person's groups; <c>roles</c> is read beside it.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>A JWK Set by which alone ID tokens are verified; nothing is fetched then, and <see cref="Authority"/> is what tokens name as issuer.</summary>
    public string KeysFile { get; set; } = "";

    /// <summary>Takes tokens that do not say when the person last proved who they are. Whoever holds the console then gets approvals of people who merely are signed in at the provider.</summary>
    public bool TakesTokensWithoutAuthTime { get; set; }
}

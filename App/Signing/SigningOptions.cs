using AccessConsole.Signing.Remote;

namespace AccessConsole.Signing;

/// <summary>Section <c>Signing</c>: the keys that sign bundles. Development makes its own; elsewhere they are made with <c>accessctl keys</c>.</summary>
public sealed class SigningOptions
{
    public const string Section = "Signing";

    /// <summary>PEM of the private key that signs new bundles.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>PEMs of older private keys that still sign, oldest first, while enforcement points move to the new one.</summary>
    public IList<string> PreviousKeyFiles { get; init; } = [];

    /// <summary>Environments that have keys of their own, by which alone their bundles are signed.</summary>
    public IDictionary<string, EnvironmentKeyOptions> Environments { get; init; } = new Dictionary<string, EnvironmentKeyOptions>(StringComparer.Ordinal);

    /// <summary>PEM of the root public key that pullers pin.</summary>
    public string RootPublicKeyFile { get; set; } = "";

    /// <summary>The signer that holds the keys in the console's stead; no key file is named beside it.</summary>
    public RemoteSignerOptions? Signer { get; set; }

    /// <summary>The list of live keys as <c>accessctl keys list</c> signed it with the root key.</summary>
    public string KeyListFile { get; set; } = "";
}

/// <summary>Section <c>Signing:Environments:NAME</c>.</summary>
public sealed class EnvironmentKeyOptions
{
    /// <summary>As <see cref="SigningOptions.KeyFile"/>, for this environment.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>As <see cref="SigningOptions.PreviousKeyFiles"/>, for this environment.</summary>
    public IList<string> PreviousKeyFiles { get; init; } = [];
}

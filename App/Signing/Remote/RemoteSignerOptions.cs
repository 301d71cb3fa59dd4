namespace AccessConsole.Signing.Remote;

/// <summary>Section <c>Signing:Signer</c>: the signer that holds the keys in the console's stead. Its public keys are those of <see cref="SigningOptions.KeyListFile"/>.</summary>
public sealed class RemoteSignerOptions
{
    /// <summary>As the signer's <c>Signer__Listen</c>: <c>unix:/run/access-signer/signer.sock</c>, an https address, or plain http on loopback.</summary>
    public string Address { get; set; } = "";

    /// <summary>The same secret as the signer's.</summary>
    public string CredentialFile { get; set; } = "";

    /// <summary>PEM of the authority of the signer's certificate, where it is none that this machine trusts.</summary>
    public string CertificateAuthorityFile { get; set; } = "";

    /// <summary>How long an answer may take. A first publish compiles everything.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);
}

using AccessConsole.Signer;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Signer;

/// <summary>Where a signer lives: its keys, its state and the settings of it and of its console, as an operator writes them.</summary>
internal sealed class SignerPlace : IDisposable
{
    public const string Approvers = "console-approvers";
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private readonly KeyShelf shelf;
    private readonly (string Key, string Value)[] signing;

    /// <param name="address">What the signer listens at; a Unix socket where it is not given.</param>
    public SignerPlace(string? address = null)
    {
        shelf = new KeyShelf(directory.Path, count: 2);
        // The console's own key, from before there was a signer, is the first.
        ConsolesOwn = shelf.Use(0);
        signing = shelf.Use(1);
        Address = address ?? $"unix:{At("signer.sock")}";
        File.WriteAllText(At("credential"), Secret);
    }

    public const string Secret = "credential-of-console-and-signer-0123456789";

    public string Address { get; }

    public string StateDirectory => At("state");

    public string BaseFile => At("base.json");

    public string RootPublicFile => shelf.RootPublicFile;

    public string ListFile => shelf.ListFile;

    /// <summary>By which a console signs for itself.</summary>
    public (string Key, string Value)[] ConsolesOwn { get; }

    /// <summary>By which a console has a signer sign.</summary>
    public (string Key, string Value)[] OfConsole =>
    [
        .. signing.Where(setting => setting.Key is "Signing:RootPublicKeyFile" or "Signing:KeyListFile"),
        ("Signing:Signer:Address", Address),
        ("Signing:Signer:CredentialFile", At("credential")),
    ];

    public (string Key, string Value)[] OfSigner =>
    [
        .. signing,
        ("Signer:Listen", Address),
        ("Signer:CredentialFile", At("credential")),
        ("Signer:StateDirectory", StateDirectory),
        ($"Signer:Roles:{Approvers}", "approver"),
    ];

    public string At(string name) => Path.Combine(directory.Path, name);

    /// <summary>The console's list as it was when it signed for itself, and back.</summary>
    public void ListKeyOfConsole() => shelf.Use(0);

    public void ListKeyOfSigner() => shelf.Use(1);

    public void Dispose() => directory.Dispose();
}

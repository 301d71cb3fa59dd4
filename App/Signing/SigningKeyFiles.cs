using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Signer;
using AccessConsole.Signing.Remote;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

/// <summary>Reads the key files that the configuration names and holds them against each other; bad ones stop start-up, each by the key that names it.</summary>
internal sealed class SigningKeyFiles(SigningOptions options, TimeProvider clock)
{
    private const string RootKey = "Signing__RootPublicKeyFile";
    private const string ListKey = "Signing__KeyListFile";
    private readonly List<string> failures = [];

    /// <exception cref="OptionsValidationException">Files are missing or cannot be read, or the list does not name exactly these keys under this root.</exception>
    public Content Read()
    {
        if (options.Signer is { } signer)
            return ReadOfSigner(signer);
        var root = From(RootKey, options.RootPublicKeyFile, SigningKeys.ImportPublicPem);
        var general = ReadKeys("Signing", options.KeyFile, options.PreviousKeyFiles);
        var own = options.Environments.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => KeyValuePair.Create(e.Key, ReadKeys($"Signing__Environments__{e.Key}", e.Value.KeyFile, e.Value.PreviousKeyFiles))).ToList();
        var json = From(ListKey, options.KeyListFile, Encoding.UTF8.GetBytes);
        if (general is null || root is null || json is null || own.Exists(e => e.Value is null))
            throw Failure();
        var signers = new LiveSigners(general, own.ToImmutableSortedDictionary(e => e.Key, e => e.Value!, StringComparer.Ordinal));
        foreach (var (environment, key) in signers.GivenTwice())
            failures.Add($"Signing__Environments__{environment} names the key {key}, which Signing__KeyFile or Signing__PreviousKeyFiles names too: an environment's own key signs for nothing else");
        return failures.Count == 0 && Verify(json, root, signers, lowestVersion: 0) is { } list ? new Content(root, signers, list) : throw Failure();
    }

    /// <param name="lowestVersion">A list with a lower one is refused.</param>
    /// <exception cref="OptionsValidationException">The list is not usable.</exception>
    public SignedKeyList ReadKeyList(VerificationKey root, LiveSigners signers, long lowestVersion) =>
        From(ListKey, options.KeyListFile, Encoding.UTF8.GetBytes) is { } json && Verify(json, root, signers, lowestVersion) is { } list ? list : throw Failure();

    /// <summary>Where a signer has the keys, the list says which they are: the root vouches for them.</summary>
    private Content ReadOfSigner(RemoteSignerOptions signer)
    {
        if (options.KeyFile.Length > 0 || options.PreviousKeyFiles.Count > 0 || options.Environments.Count > 0)
            failures.Add("Signing__KeyFile, Signing__PreviousKeyFiles or Signing__Environments names keys although Signing__Signer__Address names a signer: the keys are the signer's, take them away from here");
        if (ListenAddress.Parse(signer.Address) is null)
            failures.Add($"Signing__Signer__Address is `{signer.Address}`: give what the signer has as Signer__Listen, unix:/path/of/a.sock, an https address, or http://127.0.0.1:PORT");
        if (Credential.Objection("Signing__Signer__CredentialFile", signer.CredentialFile) is { } objection)
            failures.Add(objection);
        if (signer.CertificateAuthorityFile.Length > 0 && !File.Exists(signer.CertificateAuthorityFile))
            failures.Add($"Signing__Signer__CertificateAuthorityFile names `{signer.CertificateAuthorityFile}`, which does not exist");
        if (signer.Timeout < TimeSpan.FromSeconds(1))
            failures.Add("Signing__Signer__Timeout is below one second");
        var root = From(RootKey, options.RootPublicKeyFile, SigningKeys.ImportPublicPem);
        var json = From(ListKey, options.KeyListFile, Encoding.UTF8.GetBytes);
        if (root is null || json is null || failures.Count > 0)
            throw Failure();
        var list = KeyList.Verify(json, root, clock.GetUtcNow(), lowestVersion: 0);
        if (list.IsVerified)
            return new Content(root, LiveSigners.Of(list.Value), new SignedKeyList(list.Value, json));
        Refuse(ListKey, options.KeyListFile, list.Refusal.Message);
        throw Failure();
    }

    /// <returns>Oldest first; null where one cannot be used.</returns>
    private IReadOnlyList<ISigner>? ReadKeys(string section, string current, IEnumerable<string> previous)
    {
        var signers = previous.Select((file, i) => ($"{section}__PreviousKeyFiles__{i}", file)).Append(($"{section}__KeyFile", current))
            .Select(named => From<ISigner>(named.Item1, named.Item2, text => new EcdsaSigner(SigningKeys.ImportPrivatePem(text)))).ToList();
        return signers.Contains(null) ? null : [.. signers!];
    }

    private SignedKeyList? Verify(byte[] json, VerificationKey root, LiveSigners signers, long lowestVersion)
    {
        var verification = KeyList.Verify(json, root, clock.GetUtcNow(), lowestVersion);
        if (!verification.IsVerified)
            Refuse(ListKey, options.KeyListFile, verification.Refusal.Message);
        else if (!signers.AreThoseOf(verification.Value))
            Refuse(ListKey, options.KeyListFile, signers.AreElsewhere ? "it names other keys than when the console started: start it anew" : "it must name the keys of Signing__PreviousKeyFiles and Signing__KeyFile, oldest first, then likewise those of Signing__Environments by environment, and no other: make it anew with `accessctl keys list`");
        else
            return new SignedKeyList(verification.Value, json);
        return null;
    }

    private T? From<T>(string key, string path, Func<string, T> parse)
        where T : class
    {
        if (path.Length == 0)
        {
            failures.Add($"{key} is missing: make keys and the signed list with `accessctl keys`");
            return null;
        }

        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            Refuse(key, path, e is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : e.Message);
            return null;
        }
    }

    private void Refuse(string key, string path, string why) => failures.Add($"{key} names `{path}`, which cannot be used: {why}");

    private OptionsValidationException Failure() => new(SigningOptions.Section, typeof(SigningOptions), failures);

    internal sealed record Content(VerificationKey Root, LiveSigners Signers, SignedKeyList KeyList);
}

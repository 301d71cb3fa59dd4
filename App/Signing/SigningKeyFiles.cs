using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Bundles;
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
        var root = From(RootKey, options.RootPublicKeyFile, SigningKeys.ImportPublicPem);
        var signers = options.PreviousKeyFiles.Select((file, i) => ($"Signing__PreviousKeyFiles__{i}", file))
            .Append(("Signing__KeyFile", options.KeyFile))
            .Select(named => From(named.Item1, named.Item2, text => new EcdsaSigner(SigningKeys.ImportPrivatePem(text))))
            .ToArray();
        var json = From(ListKey, options.KeyListFile, Encoding.UTF8.GetBytes);
        var list = root is not null && json is not null && signers.All(signer => signer is not null) ? Verify(json, root, signers!, lowestVersion: 0) : null;
        return list is not null && failures.Count == 0 ? new Content(root!, signers!, list) : throw Failure();
    }

    /// <param name="lowestVersion">A list with a lower one is refused.</param>
    /// <exception cref="OptionsValidationException">The list is not usable.</exception>
    public SignedKeyList ReadKeyList(VerificationKey root, IReadOnlyList<ISigner> signers, long lowestVersion) =>
        From(ListKey, options.KeyListFile, Encoding.UTF8.GetBytes) is { } json && Verify(json, root, signers, lowestVersion) is { } list ? list : throw Failure();

    private SignedKeyList? Verify(byte[] json, VerificationKey root, IReadOnlyList<ISigner> signers, long lowestVersion)
    {
        var verification = KeyList.Verify(json, root, clock.GetUtcNow(), lowestVersion);
        if (!verification.IsVerified)
            Refuse(ListKey, options.KeyListFile, verification.Refusal.Message);
        else if (!verification.Value.Keys.Select(key => key.KeyId).SequenceEqual(signers.Select(signer => signer.KeyId)))
            Refuse(ListKey, options.KeyListFile, "it must name the keys of Signing__PreviousKeyFiles and Signing__KeyFile, oldest first, and no other: make it anew with `accessctl keys list`");
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

    internal sealed record Content(VerificationKey Root, IReadOnlyList<ISigner> Signers, SignedKeyList KeyList);
}

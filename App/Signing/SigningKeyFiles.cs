using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Bundles;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

/// <summary>Reads the key files that the configuration names and holds them against each other; bad ones stop start-up and name the key.</summary>
internal sealed class SigningKeyFiles(SigningOptions options, TimeProvider clock)
{
    /// <exception cref="OptionsValidationException">A file cannot be read, or the list does not name exactly these keys under this root.</exception>
    public Content Read()
    {
        var root = From("Signing__RootPublicKeyFile", options.RootPublicKeyFile, SigningKeys.ImportPublicPem);
        var signers = options.PreviousKeyFiles.Select((file, i) => ($"Signing__PreviousKeyFiles__{i}", file))
            .Append(("Signing__KeyFile", options.KeyFile))
            .Select(named => From(named.Item1, named.Item2, text => new EcdsaSigner(SigningKeys.ImportPrivatePem(text))))
            .ToArray();
        return new Content(root, signers, ReadKeyList(root, signers, lowestVersion: 0));
    }

    /// <param name="lowestVersion">A list with a lower one is refused.</param>
    public SignedKeyList ReadKeyList(VerificationKey root, IReadOnlyList<ISigner> signers, long lowestVersion)
    {
        const string Key = "Signing__KeyListFile";
        var json = From(Key, options.KeyListFile, Encoding.UTF8.GetBytes);
        var verification = KeyList.Verify(json, root, clock.GetUtcNow(), lowestVersion);
        if (!verification.IsVerified)
            throw Refuse(Key, options.KeyListFile, verification.Refusal.Message);
        if (!verification.Value.Keys.Select(key => key.KeyId).SequenceEqual(signers.Select(signer => signer.KeyId)))
            throw Refuse(Key, options.KeyListFile, "it must name the keys of Signing__PreviousKeyFiles and Signing__KeyFile, oldest first, and no other: make it anew with `accessctl keys list`");
        return new SignedKeyList(verification.Value, json);
    }

    private static T From<T>(string key, string path, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Refuse(key, path, e.Message);
        }
    }

    private static OptionsValidationException Refuse(string key, string path, string why) =>
        new(SigningOptions.Section, typeof(SigningOptions), [$"{key} names `{path}`, which cannot be used: {why}"]);

    internal sealed record Content(VerificationKey Root, IReadOnlyList<ISigner> Signers, SignedKeyList KeyList);
}

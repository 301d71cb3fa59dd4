using System.Collections.Immutable;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands;

/// <summary>The public keys that a key list is to name, in the order in which the console expects them: those for every environment, then environments' own by environment.</summary>
internal sealed record ListedKeys(ImmutableArray<VerificationKey> Keys, ImmutableSortedDictionary<string, ImmutableArray<string>> Environments)
{
    /// <param name="own">As <c>production=FILE</c>; a key that several environments have is given for each.</param>
    /// <exception cref="FormatException">Something is no key, or not of that form, or one key is both an environment's own and for every environment.</exception>
    public static ListedKeys Read(IEnumerable<FileInfo> general, IEnumerable<string> own)
    {
        var forAll = general.Select(file => Import(file.FullName)).ToList();
        var ofEnvironments = own.Select(Parse).OrderBy(key => key.Environment, StringComparer.Ordinal).ToList();
        if (ofEnvironments.FirstOrDefault(key => forAll.Contains(key.Key)) is { Key: not null } both)
            throw new FormatException($"the key {both.Key.KeyId} is given by --key and as {both.Environment}'s own: give it once");
        return new ListedKeys(
            [.. forAll, .. ofEnvironments.Select(key => key.Key).Distinct()],
            ofEnvironments.GroupBy(key => key.Key.KeyId).ToImmutableSortedDictionary(key => key.Key, key => key.Select(k => k.Environment).Distinct().ToImmutableArray(), StringComparer.Ordinal));
    }

    private static (string Environment, VerificationKey Key) Parse(string text) => text.Split('=', 2) is [{ Length: > 0 } environment, { Length: > 0 } file]
        ? (environment, Import(file))
        : throw new FormatException($"`{text}` is no environment's key: write it as production=FILE");

    private static VerificationKey Import(string file) => SigningKeys.ImportPublicPem(File.ReadAllText(file));
}

using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands;

/// <summary><c>accessctl keys</c>: makes keys and signs key lists, on a machine that needs no network.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make keys and sign key lists, offline.")
    {
        NewKey("new-root", "Make the root key, which signs key lists and stays offline. Pullers get its public key."),
        NewKey("new", "Make a signing key for the console."),
        SignedList(),
    };

    private static Command NewKey(string name, string description)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where to put the private key (PEM); the public key goes beside it as FILE.pub. Nothing is overwritten." };
        var command = new Command(name, description) { file };
        command.SetAction(arguments =>
        {
            var output = Output.Of(arguments);
            return UserErrors.ReportAsync(output, () => Task.FromResult(Make(output, arguments.GetRequiredValue(file).FullName)));
        });
        return command;
    }

    private static int Make(Output output, string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = SigningKeys.PublicPartOf(key);
        KeyFiles.WriteNew(path, SigningKeys.ExportPrivatePem(key), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        KeyFiles.WriteNew(path + ".pub", SigningKeys.ExportPublicPem(publicKey), KeyFiles.ReadableByAll);
        return output.Succeed(
            $"{publicKey.KeyId}\nprivate key in {path}, public key in {path}.pub",
            new JsonObject { ["keyId"] = publicKey.KeyId, ["privateKey"] = path, ["publicKey"] = path + ".pub" });
    }

    private static Command SignedList()
    {
        var root = new Option<FileInfo>("--root") { Description = "The root's private key (PEM).", Required = true };
        var keys = new Option<FileInfo[]>("--key")
        {
            Description = "Public keys (PEM) of the live signing keys, oldest first.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var own = new Option<string[]>("--environment-key")
        {
            Description = "Environments' own keys, as production=FILE with a public key (PEM), oldest first. Only they sign for that environment; --key signs for the others.",
            AllowMultipleArgumentsPerToken = true,
        };
        var version = new Option<long>("--version") { Description = "Higher than that of every list before.", Required = true };
        var expires = new Option<string>("--expires") { Description = "When pullers stop accepting the list, such as 2027-01-01T00:00:00Z.", Required = true };
        var list = new Option<FileInfo>("--list") { Description = "Where to put the list; nothing is overwritten.", Required = true };
        var command = new Command("list", "Sign the list of live keys with the root key.") { root, keys, own, version, expires, list };
        command.SetAction((arguments, cancellationToken) =>
        {
            var output = Output.Of(arguments);
            return UserErrors.ReportAsync(output, () => SignAsync(
                output,
                arguments.GetRequiredValue(root),
                ListedKeys.Read(arguments.GetRequiredValue(keys), arguments.GetValue(own) ?? []),
                new ListTerms(arguments.GetRequiredValue(version), InstantText.Parse(arguments.GetRequiredValue(expires)), arguments.GetRequiredValue(list).FullName),
                cancellationToken));
        });
        return command;
    }

    private static async Task<int> SignAsync(Output output, FileInfo root, ListedKeys keys, ListTerms terms, CancellationToken cancellationToken)
    {
        using var rootKey = SigningKeys.ImportPrivatePem(await File.ReadAllTextAsync(root.FullName, cancellationToken));
        var list = new KeyList(keys.Keys, terms.Version, terms.Expires) { Environments = keys.Environments };
        var document = await KeyList.SignAsync(list, new EcdsaSigner(rootKey), cancellationToken);
        KeyFiles.WriteNew(terms.Path, System.Text.Encoding.UTF8.GetString(document), KeyFiles.ReadableByAll);
        return output.Succeed(
            $"key list {terms.Version} with {list.Keys.Length} keys in {terms.Path}",
            new JsonObject { ["version"] = terms.Version, ["keyIds"] = new JsonArray([.. list.Keys.Select(key => JsonValue.Create(key.KeyId))]), ["list"] = terms.Path });
    }

    private sealed record ListTerms(long Version, DateTimeOffset Expires, string Path);
}

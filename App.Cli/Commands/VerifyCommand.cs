using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands;

/// <summary><c>accessctl verify</c>: is this archive what the console published for that scope? Needs no console.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var bundle = new Argument<FileInfo>("BUNDLE") { Description = "The archive (tar.gz)." };
        var trust = new Option<FileInfo>("--trust") { Description = "Public key (PEM): the root's with --keys, else the signing key itself.", Required = true };
        var keys = new Option<FileInfo?>("--keys") { Description = "Key list, as GET /v1/keys serves it; signed by the key of --trust." };
        var scope = new Option<string>("--scope") { Description = "environment/target/service; `*` for all services.", Required = true };
        var command = new Command("verify", "Verify a bundle offline: signature, scope, and every file's hash.") { bundle, trust, keys, scope };
        command.SetAction(arguments =>
        {
            var output = Output.Of(arguments);
            return UserErrors.ReportAsync(output, () => Task.FromResult(Verify(
                output, arguments.GetRequiredValue(bundle), arguments.GetRequiredValue(trust), arguments.GetValue(keys), arguments.GetRequiredValue(scope))));
        });
        return command;
    }

    private static int Verify(Output output, FileInfo bundle, FileInfo trust, FileInfo? keys, string scope)
    {
        var expected = ScopeText.Parse(scope);
        var accepted = KeysOf(SigningKeys.ImportPublicPem(File.ReadAllText(trust.FullName)), keys, expected.Environment, out var refusal);
        if (refusal is not null)
            return Refuse(output, refusal);
        var archive = File.ReadAllBytes(bundle.FullName);
        var verification = BundleVerifier.Verify(archive, expected, accepted);
        return verification.IsVerified ? Accept(output, verification.Value, archive) : Refuse(output, verification.Refusal);
    }

    private static ImmutableArray<VerificationKey> KeysOf(VerificationKey trusted, FileInfo? keys, string environment, out Refusal? refusal)
    {
        refusal = null;
        if (keys is null)
            return [trusted];
        var list = KeyList.Verify(File.ReadAllBytes(keys.FullName), trusted, TimeProvider.System.GetUtcNow(), lowestVersion: 0);
        refusal = list.Refusal;
        return list.IsVerified ? list.Value.For(environment) : [];
    }

    private static int Accept(Output output, VerifiedBundle bundle, byte[] archive) => output.Succeed(
        $"verified: {bundle.Manifest.Scope} at revision {bundle.Manifest.Revision}, signed by {bundle.KeyId}\n{ApprovalChain.Text(bundle.Manifest)}",
        new JsonObject
        {
            ["verified"] = true,
            ["scope"] = bundle.Manifest.Scope.ToString(),
            ["revision"] = bundle.Manifest.Revision,
            ["keyId"] = bundle.KeyId,
            ["digest"] = ContentDigest.Name(SHA256.HashData(archive)),
            ["approvals"] = ApprovalChain.Json(bundle.Manifest),
            ["files"] = new JsonArray([.. bundle.Files.Select(file => JsonValue.Create(file.Path))]),
        });

    private static int Refuse(Output output, Refusal refusal) => output.Fail(refusal.Kind.Code(), refusal.Message);
}

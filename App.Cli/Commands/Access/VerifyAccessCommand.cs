using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Exports;

namespace AccessConsole.Cli.Commands.Access;

/// <summary><c>accessctl access verify</c>: is an export what the console signed?</summary>
internal static class VerifyAccessCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A signed export of observed access." };
        var key = new Option<FileInfo>("--key") { Description = "The audit log's public key, as GET /api/v1/audit/key answers it; keep your own copy of it.", Required = true };
        var command = new Command("verify", "Verify a signed export of observed access, offline: that every line is as the console wrote it, and none is missing.") { file, key };
        return command.Does(async call =>
        {
            var pinned = NoteKey.Parse(await File.ReadAllTextAsync(call.Arguments.GetRequiredValue(key).FullName, call.CancellationToken));
            var (listing, note) = await ReadAsync(call.Arguments.GetRequiredValue(file), call.CancellationToken);
            if (note is null)
                return call.Output.Fail("unsigned", "the file has no signature under its lines: it is no signed export, or was cut off");
            var verified = listing.Verify(note, pinned);
            if (!verified.IsVerified)
                return call.Output.Fail(verified.Refusal.Kind.Code(), verified.Refusal.Message);
            return call.Output.Succeed(
                string.Create(CultureInfo.InvariantCulture, $"verified: {listing.Lines - 1} ways are as {pinned.Name} signed them"),
                new JsonObject { ["verified"] = true, ["origin"] = pinned.Name, ["lines"] = listing.Lines, ["sha256"] = Convert.ToHexStringLower(listing.Digest.Span) });
        });
    }

    private static async Task<(SignedListing Listing, string? Note)> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stream = file.OpenRead();
        var lines = 0L;
        byte[]? held = null;
        await foreach (var line in stream.ReadLinesAsync(Timeout.InfiniteTimeSpan, cancellationToken))
        {
            if (held is not null)
            {
                digest.AppendData(held);
                lines++;
            }

            held = [.. line.Span, (byte)'\n'];
        }

        return (new SignedListing("observed access", lines, digest.GetHashAndReset()), held is null ? null : NoteOf(held));
    }

    /// <returns>Null where the line is anything else.</returns>
    private static string? NoteOf(byte[] line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject { Count: 1 } last && last["signed"] is JsonValue value && value.TryGetValue<string>(out var note) ? note : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

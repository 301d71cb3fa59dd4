using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Auditing;
using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Auditing.Exports;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>Observed access as CSV, or as lines of JSON under which the audit log's key signs; each with the revision that brought its grant and who approved that.</summary>
public sealed class ObservedExport(GrantOrigins origins, AuditNotes notes)
{
    public const int MaxRows = 200_000;
    public const string Kind = "observed access";

    private const int Chunk = 2_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task WriteCsvAsync(Stream stream, ObservedScope observed, CancellationToken cancellationToken)
    {
        // The mark tells spreadsheets that the text is UTF-8.
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Csv.Line(
            "caller", "service", "environment", "state", "grant or reason", "effect", "permissions", "conditions", "expires", "decisions", "last seen", "brought by revision", "published at", "author", "approved by"));
        await foreach (var edge in EdgesAsync(observed, cancellationToken))
        {
            await writer.WriteAsync(Csv.Line(
                edge.Caller, edge.Service, edge.Environment, edge.State, edge.Grant ?? edge.Reason, edge.Effect, string.Join("; ", edge.Permissions), edge.Conditions, Instant(edge.Expires),
                edge.Count.ToString(CultureInfo.InvariantCulture), Instant(edge.LastSeen), edge.BroughtBy?.Revision.ToString(CultureInfo.InvariantCulture), Instant(edge.BroughtBy?.PublishedAt),
                edge.BroughtBy?.Author, edge.BroughtBy is { } origin ? string.Join(", ", origin.ApprovedBy) : ""));
        }
    }

    /// <summary>A line on the moment and the window, one for each edge, and one with the signed note over all of them.</summary>
    /// <exception cref="InvalidOperationException">There is no key to sign with.</exception>
    public async Task WriteSignedAsync(Stream stream, ObservedScope observed, CancellationToken cancellationToken)
    {
        using var digest = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var lines = 0L;
        await WriteAsync(ObservedHeaderJson.Of(observed));
        await foreach (var edge in EdgesAsync(observed, cancellationToken))
            await WriteAsync(edge);
        var note = await notes.SignAsync(new SignedListing(Kind, lines, digest.GetHashAndReset()), cancellationToken);
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new SignedNoteJson(note), Json), cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);

        async Task WriteAsync<T>(T value)
        {
            byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(value, Json), (byte)'\n'];
            digest.AppendData(line);
            lines++;
            await stream.WriteAsync(line, cancellationToken);
        }
    }

    private async IAsyncEnumerable<ObservedEdgeJson> EdgesAsync(ObservedScope observed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Revision>(StringComparer.Ordinal);
        foreach (var chunk in observed.Edges.From(0).Chunk(Chunk))
        {
            var names = chunk.Select(edge => edge.Row.Rule?.Grant.Name).OfType<string>().Where(name => !known.ContainsKey(name));
            foreach (var (name, revision) in await origins.FindAsync(PolicyKind.Grant, names, observed.Scope.Moment.Revision, cancellationToken))
                known[name] = revision;
            foreach (var edge in chunk)
                yield return ObservedEdgeJson.Of(edge, edge.Row.Rule is { } rule ? known.GetValueOrDefault(rule.Grant.Name) : null);
        }
    }

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

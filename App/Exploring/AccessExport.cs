using System.Globalization;
using System.Text;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>Rows of access as CSV, each with the revision that brought its grant and who approved that.</summary>
public sealed class AccessExport(GrantOrigins origins)
{
    public const int MaxRows = 200_000;

    private const int Chunk = 2_000;

    public async Task WriteAsync(Stream stream, AccessScope scope, AccessRows rows, CancellationToken cancellationToken)
    {
        // The mark tells spreadsheets that the text is UTF-8.
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Csv.Line(
            "principal kind", "principal", "team", "service", "environment", "access", "effect", "permissions", "conditions", "grant", "valid from", "expires",
            "reduced by", "note", "brought by revision", "published at", "author", "approved by"));
        var known = new Dictionary<string, Revision>(StringComparer.Ordinal);
        foreach (var chunk in rows.From(0).Chunk(Chunk))
        {
            var names = chunk.Select(r => r.Rule?.Grant.Name).OfType<string>().Where(n => !known.ContainsKey(n));
            foreach (var (name, revision) in await origins.FindAsync(PolicyKind.Grant, names, scope.Moment.Revision, cancellationToken))
                known[name] = revision;
            foreach (var row in chunk)
                await writer.WriteAsync(Line(row, scope.Filter.IsDeclared, row.Rule is { } rule ? known.GetValueOrDefault(rule.Grant.Name) : null));
            await writer.FlushAsync(cancellationToken);
        }
    }

    private static string Line(AccessRow row, bool isDeclared, Revision? origin) => Csv.Line(
        RowWords.PrincipalKind(row), RowWords.Principal(row), row.Principal is { } principal && LabelFilter.TeamOf(principal.Labels) is var team && team != LabelFilter.NoTeam ? team : "",
        row.Deployment.Service.Name, row.Deployment.Environment.Name, isDeclared ? "" : RowWords.Of(row.Level),
        row.Rule is { } rule ? PolicyWords.Of(rule.Effect) : "", string.Join("; ", RowWords.Permissions(row)), RowWords.Conditions(row), row.Rule?.Grant.Name,
        Instant(row.Rule?.Terms.ValidFrom), Instant(row.Rule?.Terms.Expires), string.Join(' ', row.Denies), RowWords.Note(row),
        origin?.Number.ToString(CultureInfo.InvariantCulture), Instant(origin?.PublishedAt), origin?.Author.Name, origin is null ? "" : RowWords.Approvers(origin));

    private static string? Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

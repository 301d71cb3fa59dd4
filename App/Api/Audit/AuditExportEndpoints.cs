using System.ComponentModel;
using System.Globalization;
using AccessConsole.Api.Describing;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Exports;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Api.Audit;

/// <summary>A part of the audit log as a file that proves itself.</summary>
public static class AuditExportEndpoints
{
    private const string MediaType = "application/jsonl";

    public static void MapAuditExport(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit/export", ExportAsync).WithName("exportAuditLog").WithTags("Audit").AddEndpointFilter(AuditProofEndpoints.RequireAuditorAsync)
            .WithSummary("Every event ?from= a sequence ?to= (not including) another, or ?since= an instant ?until= another, as JSON Lines with what proves them by a signed checkpoint; ?earlier= shows that it continues one of that size; recorded")
            .GivesFile(MediaType).Refuses(404, 409);

    private static async Task<IResult> ExportAsync(
        [AsParameters] ExportParameters asked, HttpContext context, AuditCheckpoints checkpoints, IAuditTree tree, IAuditLog log, AuditExport export, TimeProvider clock)
    {
        var cancellation = context.RequestAborted;
        if (Complaint(asked) is { } complaint)
            return Problems.BadRequest(complaint);
        if (await tree.FindCheckpointAsync(size: null, cancellation) is not { } head)
            return AuditProblems.NoCheckpoint(checkpoints);
        if (asked.From >= head.Size || asked.To > head.Size || asked.Earlier > head.Size)
            return Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"such event in the checkpoint of {head.Size} events; what was recorded just now is signed within seconds"));
        if (await RangeAsync(asked, head.Size, log, cancellation) is not var (from, to))
            return Problems.NotFound("signed event in that time; what was recorded just now is signed within seconds");
        ExportHeader header;
        try
        {
            header = await export.BeginAsync(from, to, head, asked.Earlier, cancellation);
        }
        catch (AuditTreeException e)
        {
            return AuditProblems.Changed(e.Message);
        }

        await log.AppendAsync(Exported(context.AccessUser(), header, head.Size, clock.GetUtcNow()), cancellation);
        context.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{from}-{to}.jsonl");
        return Results.Stream(stream => export.WriteAsync(stream, header, cancellation), MediaType, name);
    }

    private static string? Complaint(ExportParameters asked)
    {
        if ((asked.From ?? asked.To) is not null && (asked.Since ?? asked.Until) is not null)
            return "say either `from` and `to`, which are sequences, or `since` and `until`, which are instants";
        if (asked.From < 0 || asked.To <= (asked.From ?? 0))
            return "`from` and `to` are sequences from 0 on, `to` the larger";
        if (asked.Since >= asked.Until)
            return "`since` must be before `until`";
        return asked.Earlier < 0 ? "`earlier` is the size of an earlier checkpoint" : null;
    }

    private static async Task<(long From, long To)?> RangeAsync(ExportParameters asked, long size, IAuditLog log, CancellationToken cancellationToken)
    {
        if ((asked.Since ?? asked.Until) is null)
            return (asked.From ?? 0, asked.To ?? size);
        return await log.FindRangeAsync(asked.Since, asked.Until, cancellationToken) is var (first, last) && first < size
            ? (first, Math.Min(last + 1, size))
            : null;
    }

    private static AuditEvent Exported(ConsoleUser user, ExportHeader header, long size, DateTimeOffset now) => new(
        now, user.Actor, AuditActions.AuditExported, "audit", new Dictionary<string, string?>
        {
            ["from"] = header.From.ToString(CultureInfo.InvariantCulture),
            ["to"] = header.To.ToString(CultureInfo.InvariantCulture),
            ["checkpoint"] = size.ToString(CultureInfo.InvariantCulture),
        });
}

public sealed record ExportParameters(
    [property: Description("The first event's sequence; without it the log's first.")] long? From,
    [property: Description("The sequence after the last event's; without it the checkpoint's size.")] long? To,
    [property: Description("Everything recorded from this instant on, and what stands between.")] DateTimeOffset? Since,
    [property: Description("Everything recorded before this instant, and what stands between.")] DateTimeOffset? Until,
    [property: Description("Size of an earlier checkpoint that the file has to show as continued.")] long? Earlier);

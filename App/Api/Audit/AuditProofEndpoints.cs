using System.ComponentModel;
using System.Globalization;
using System.Text;
using AccessConsole.Api.Describing;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Audit;

/// <summary>What proves the audit log: signed checkpoints, and proofs that lead to them.</summary>
public static class AuditProofEndpoints
{
    public static void MapAuditProofs(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit").AddEndpointFilter(RequireAuditorAsync);
        group.MapGet("/key", Key).WithName("getAuditKey")
            .WithSummary("The public key of the log's checkpoints, as signed notes name keys; for auditors and admins").Produces<string>(contentType: "text/plain").Refuses(409);
        group.MapGet("/checkpoint", CheckpointAsync).WithName("getAuditCheckpoint")
            .WithSummary("The newest signed checkpoint, or the newest of at most ?size= events; keep it to hold the log against later").Produces<string>(contentType: "text/plain")
            .Refuses(404, 409);
        group.MapGet("/events/{sequence:long}/proof", InclusionAsync).WithName("proveAuditEvent")
            .WithSummary("An event's bytes and the proof that the checkpoint of ?size= events, or the newest, has it").Refuses(404, 409);
        group.MapGet("/consistency", ConsistencyAsync).WithName("proveAuditConsistency")
            .WithSummary("The proof that the checkpoint of ?to= events, or the newest, continues the log of ?from= events").Refuses(404, 409);
    }

    internal static ValueTask<object?> RequireAuditorAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        invocation.HttpContext.AccessUser().Has(ConsoleRole.Auditor)
            ? next(invocation)
            : ValueTask.FromResult<object?>(Problems.Forbidden("reading the audit log needs the auditor role"));

    private static IResult Key(AuditCheckpoints checkpoints) =>
        checkpoints.PublicKey is { } key ? TypedResults.Text($"{key}\n") : AuditProblems.NoKey();

    private static async Task<IResult> CheckpointAsync(
        [Description("Of at most how many events; the newest where it is left out.")] long? size,
        HttpContext context, AuditCheckpoints checkpoints, IAuditTree tree) =>
        await tree.FindCheckpointAsync(size, context.RequestAborted) is { } found ? TypedResults.Text(found.Note) : AuditProblems.NoCheckpoint(checkpoints);

    private static async Task<ApiAnswer<Ok<InclusionJson>>> InclusionAsync(
        [Description("The event's place in the log, from 0 on.")] long sequence,
        [Description("By the checkpoint of exactly so many events; the newest where it is left out.")] long? size,
        HttpContext context, AuditCheckpoints checkpoints, IAuditTree tree)
    {
        if (await tree.FindCheckpointAsync(size, context.RequestAborted) is not { } head)
            return AuditProblems.NoCheckpoint(checkpoints);
        if (size is not null && head.Size != size)
            return AuditProblems.NoSuchCheckpoint(size.Value, head.Size);
        if (sequence < 0 || sequence >= head.Size)
            return Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"event {sequence} in the checkpoint of {head.Size} events; what was recorded just now is signed within seconds"));
        if (await tree.FindEventAsync(sequence, context.RequestAborted) is not { } canonical)
            return AuditProblems.Changed(string.Create(CultureInfo.InvariantCulture, $"event {sequence} was signed and is missing: somebody removed it beside the console"));
        return await ProveAsync(ProofPaths.Inclusion(sequence, head.Size), tree, proof =>
            new InclusionJson(sequence, head.Size, Encoding.UTF8.GetString(canonical.Span), proof, head.Note), context.RequestAborted);
    }

    private static async Task<ApiAnswer<Ok<ConsistencyJson>>> ConsistencyAsync(
        [Description("The size of the earlier log.")] long from,
        [Description("The size of the later checkpoint; the newest where it is left out.")] long? to,
        HttpContext context, AuditCheckpoints checkpoints, IAuditTree tree)
    {
        if (await tree.FindCheckpointAsync(to, context.RequestAborted) is not { } head)
            return AuditProblems.NoCheckpoint(checkpoints);
        if (to is not null && head.Size != to)
            return AuditProblems.NoSuchCheckpoint(to.Value, head.Size);
        if (from < 0 || from > head.Size)
            return Problems.BadRequest(string.Create(CultureInfo.InvariantCulture, $"`from` is the size of an earlier checkpoint, from 0 to {head.Size}"));
        return await ProveAsync(ProofPaths.Consistency(from, head.Size), tree, proof => new ConsistencyJson(from, head.Size, proof, head.Note), context.RequestAborted);
    }

    private static async Task<ApiAnswer<Ok<T>>> ProveAsync<T>(
        IReadOnlyList<LeafRange> path, IAuditTree tree, Func<IReadOnlyList<string>, T> answer, CancellationToken cancellationToken)
    {
        try
        {
            var hashes = await tree.HashAsync(path, cancellationToken);
            return TypedResults.Ok(answer([.. hashes.Select(hash => Convert.ToBase64String(hash))]));
        }
        catch (AuditTreeException e)
        {
            return AuditProblems.Changed(e.Message);
        }
    }
}

/// <summary>One event of the audit log and the proof that a signed checkpoint covers it.</summary>
/// <param name="Sequence">The event's place in the log.</param>
/// <param name="Size">How many events the checkpoint covers.</param>
/// <param name="Event">The event's canonical bytes as text; its leaf is SHA-256(0x00 ‖ these).</param>
/// <param name="Proof">Hashes in base64, as RFC 6962, section 2.1.1, has them.</param>
/// <param name="Checkpoint">The signed note whose root the proof leads to.</param>
public sealed record InclusionJson(long Sequence, long Size, string Event, IReadOnlyList<string> Proof, string Checkpoint);

/// <summary>The proof that a later checkpoint of the audit log continues an earlier one.</summary>
/// <param name="From">How many events the earlier checkpoint covers.</param>
/// <param name="To">How many the later one covers.</param>
/// <param name="Proof">Hashes in base64, as RFC 6962, section 2.1.2, has them.</param>
/// <param name="Checkpoint">The signed note of <c>to</c> events.</param>
public sealed record ConsistencyJson(long From, long To, IReadOnlyList<string> Proof, string Checkpoint);

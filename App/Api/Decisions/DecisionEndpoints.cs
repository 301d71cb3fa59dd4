using System.ComponentModel;
using System.Text.Json;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Decisions;

/// <summary>Asks the policy: what would be decided, and why.</summary>
public static class DecisionEndpoints
{
    private const int MaxRequests = 10_000;
    private const int MaxBytes = 4 << 20;

    public static void MapDecisions(this IEndpointRouteBuilder api) =>
        api.MapPost("/decisions", DecideAsync).WithName("decide").WithTags("Decisions")
            .WithSummary("Decides up to 10,000 requests at the newest or a given revision").Reads(ReadBody.OfSchema(PolicyComponents.DecisionRequests)).Refuses(404);

    private static async Task<ApiAnswer<Ok<DecisionsJson>>> DecideAsync(
        [Description("By which revision; the newest where it is left out.")] int? revision,
        HttpContext context, IPolicyStore store, LivePolicy live, TimeProvider clock)
    {
        if (await RequestBody.ReadAsync(context.Request, MaxBytes) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", "the body is larger than 4 MB: ask in several calls");
        var (requests, problem) = Read(body);
        if (problem is not null)
            return problem;
        var state = live.Current;
        var wanted = revision ?? state.Revision;
        var policy = wanted == state.Revision ? state.Policy
            : await store.LoadAsync(wanted, context.RequestAborted) is { } stored ? PolicySet.Of(stored.Document) : null;
        if (policy is null)
            return Problems.NotFound($"revision {wanted}");
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new DecisionsJson(
            wanted, [.. requests.Select(r => DecisionJson.Of(Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, r, now))))]));
    }

    private static (List<DecisionRequest> Requests, ProblemHttpResult? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("requests", out var list)
                || list.ValueKind != JsonValueKind.Array || json.RootElement.EnumerateObject().Count() != 1)
                return ([], Problems.BadRequest("the body is not {\"requests\":[…]}"));
            if (list.GetArrayLength() > MaxRequests)
                return ([], Problems.Of(StatusCodes.Status413PayloadTooLarge, "list_too_long", $"`requests` holds more than {MaxRequests:N0}: ask in several calls"));
            return Read(list);
        }
        catch (JsonException e)
        {
            return ([], Problems.BadRequest($"the body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }
    }

    private static (List<DecisionRequest> Requests, ProblemHttpResult? Problem) Read(JsonElement list)
    {
        var requests = new List<DecisionRequest>();
        var problems = new List<Diagnostic>();
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            var (request, found) = DecisionRequestJson.Read(item);
            if (request is not null)
                requests.Add(request);
            problems.AddRange(found.Select(p => p with { Pointer = $"/requests/{index}{p.Pointer}" }));
        }

        return (requests, problems.Count == 0 ? null : Problems.BadRequest("some requests are malformed: mend what `problems` lists", problems));
    }
}

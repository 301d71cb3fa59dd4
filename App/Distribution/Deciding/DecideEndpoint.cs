using System.Text.Json;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Deciding;

/// <summary><c>POST /v1/decide</c>: decisions for who has no engine of its own, about the raw credentials of its callers.</summary>
internal sealed class DecideEndpoint(PostedCalls calls, ScopeRefusals scope, RequestDecider decider, DecidedLog log)
{
    private const int MaxBody = 4 << 20;

    public async Task HandleAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context, TokenKind.Decide) is not { } token)
            return;
        if (await BoundedBody.ReadAsync(context, MaxBody) is not { } body)
            await MachineProblems.TooLargeAsync(context, MaxBody);
        else
            await AnswerAsync(context, token, body);
    }

    private async Task AnswerAsync(HttpContext context, LiveToken token, ReadOnlyMemory<byte> body)
    {
        DecideCall call;
        try
        {
            call = DecideCall.Read(body.Span);
        }
        catch (FormatException e)
        {
            await MachineProblems.MalformedAsync(context, e.Message);
            return;
        }

        if (!call.Requests.All(request => token.MayDecide(request.Environment, request.Service)))
            await scope.AnswerAsync(context, token);
        else if (decider.Current is not { } basis)
            await Refusals.NoPolicyYetAsync(context);
        else
            await WriteAsync(context, token, call, basis);
    }

    private async Task WriteAsync(HttpContext context, LiveToken token, DecideCall call, RequestDecider.Basis basis)
    {
        var decided = Decide(context, token, call, basis);
        var answer = call.IsList
            ? JsonSerializer.SerializeToUtf8Bytes(new AllDecidedJson(basis.State.Revision, decided), DecideJsonContext.Default.AllDecidedJson)
            : JsonSerializer.SerializeToUtf8Bytes(decided[0], DecideJsonContext.Default.DecidedJson);
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = answer.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private DecidedJson[] Decide(HttpContext context, LiveToken token, DecideCall call, RequestDecider.Basis basis)
    {
        var (answers, noting) = (new DecidedJson[call.Requests.Count], log.Begin(token, context));
        var next = 0;
        foreach (var decided in call.IsList ? decider.DecideAll(basis, call.Requests, context.RequestAborted) : [decider.Decide(basis, call.Requests[0])])
        {
            noting.Add(call.Requests[next], decided);
            answers[next++] = DecidedJson.Of(decided);
        }

        noting.End();
        return answers;
    }
}

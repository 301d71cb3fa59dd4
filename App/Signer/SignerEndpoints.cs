using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Signing;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

/// <summary>What a console may ask of its signer. Everything but health needs the credential.</summary>
internal static class SignerEndpoints
{
    /// <summary>As a policy document may be, with its approvals.</summary>
    private const int MaxRequest = 64 << 20;

    public static void MapSigner(this WebApplication app)
    {
        var credential = new Credential(Credential.Read(app.Services.GetRequiredService<IOptions<SignerOptions>>().Value.CredentialFile));
        app.MapGet("/healthz", () => Results.Json(new JsonObject { ["status"] = "healthy" }));
        var group = app.MapGroup("/v1").AddEndpointFilter((context, next) => credential.IsIn(context.HttpContext.Request.Headers.Authorization.ToString())
            ? next(context)
            : new ValueTask<object?>(Results.Json(new JsonObject { ["message"] = "the credential is not the signer's" }, statusCode: StatusCodes.Status401Unauthorized)));
        group.MapGet("/state", State);
        group.MapPost("/sign", SignAsync);
        group.MapPost("/freshness", SayFreshAsync);
    }

    private static IResult State(SigningDesk desk, SignerKeys keys) => Results.Json(new JsonObject
    {
        ["revision"] = desk.Current.Settled.Revision,
        ["highest"] = desk.Current.Highest,
        ["chain"] = (desk.Current.Pending ?? desk.Current.Settled).Chain,
        ["keys"] = new JsonArray([.. keys.KeyIds.Select(id => JsonValue.Create(id))]),
    });

    private static async Task<IResult> SignAsync(HttpContext context, SigningDesk desk)
    {
        if (await Api.RequestBody.ReadAsync(context.Request, MaxRequest) is not { } body)
            return Refused(new SigningRefusal(SigningRefusalKind.Malformed, $"the request is larger than {MaxRequest >> 20} MB"));
        // Once judged it is carried through: what is written down as signed and given to nobody would only be given again.
        var answer = await desk.SignAsync(body, CancellationToken.None);
        return answer.Refusal is { } refusal ? Refused(refusal) : Results.Bytes(answer.Json.ToArray(), "application/json");
    }

    private static async Task<IResult> SayFreshAsync(FreshnessQuestion asked, SigningDesk desk, SignerKeys keys, IOptions<SignerOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        await desk.SettleAsync(asked.Revision, cancellationToken);
        var (state, scope) = (desk.Current, SigningJson.Scope(asked.Scope));
        if (asked.Revision > state.Settled.Revision || state.DigestOf(scope, asked.KeyId) != asked.Bundle)
            return Refused(new SigningRefusal(SigningRefusalKind.Base, $"the archive of {scope} at revision {asked.Revision} is not the one that the signer signed last"));
        if (asked.Checkpoint is { } note && Checkpoint.ReadUnverified(note) is null)
            return Refused(new SigningRefusal(SigningRefusalKind.Malformed, "what is said to be the audit log's newest checkpoint is none"));
        var now = clock.GetUtcNow();
        var wanted = new Freshness(scope, asked.Bundle, asked.Revision, Sequence: 0, now, now + options.Value.FreshnessLifetime, asked.Checkpoint);
        return await keys.SayFreshAsync(wanted, asked.KeyId, cancellationToken) is { } statement
            ? Results.Json(new FreshnessStatement(statement))
            : Refused(new SigningRefusal(SigningRefusalKind.Base, $"the key `{asked.KeyId}` is none of the signer's for {scope}"));
    }

    private static IResult Refused(SigningRefusal refusal) =>
        Results.Json(new JsonObject { ["kind"] = refusal.Kind.ToString(), ["message"] = refusal.Message }, statusCode: StatusCodes.Status409Conflict);
}

/// <param name="Scope">As signatures name it.</param>
/// <param name="Bundle">The archive's digest, as manifests name it.</param>
/// <param name="Revision">The policy's current revision as the console has it.</param>
/// <param name="Checkpoint">The audit log's newest, which the signer hands on: it has no key of the log. Null where there is none.</param>
internal sealed record FreshnessQuestion(string Scope, string KeyId, string Bundle, int Revision, string? Checkpoint = null);

internal sealed record FreshnessStatement(string Statement);

using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Hosting;
using AccessConsole.SignIn;
using AccessConsole.Tests.Requests;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>No text that people write holds characters by which others would read something else: what is refused names the member, and nothing of it is stored.</summary>
public sealed class FreeTextTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    /// <summary>As JSON writes it: what follows is shown from right to left.</summary>
    private const string Override = "\\u202e";

    private const string Let = """{"pipelines":["deploy"],"role":"migrator","environments":["staging"],"minutes":60,"reason":"REASON"}""";
    private const string Revoked = """{"kind":"queue","name":"NAME","reason":"REASON","confirm":"NAME"}""";

    private static int numbers;

    /// <summary>Members in which people write what they like, each with a call that is done where the text is plain.</summary>
    private static readonly Dictionary<string, Func<FreeTextTests, string, Task<HttpResponseMessage>>> Free = new(StringComparer.Ordinal)
    {
        ["DraftEdit.title"] = async (tests, text) => await tests.OnDraftAsync("", _ => $$"""{"title":"{{text}}"}""", byAuthor: true, method: "PATCH"),
        ["ApprovalRequest.comment"] = async (tests, text) => await tests.OnDraftAsync("approvals", digest => $$"""{"digest":"{{digest}}","comment":"{{text}}"}"""),
        ["DeclineRequest.reason"] = async (tests, text) => await tests.OnDraftAsync("decline", _ => $$"""{"reason":"{{text}}"}"""),
        ["WithdrawRequest.reason"] = async (tests, text) => await tests.OnDraftAsync("withdraw", _ => $$"""{"reason":"{{text}}"}""", byAuthor: true),
        ["CommentRequest.text"] = async (tests, text) => await tests.OnDraftAsync("comments", _ => $$"""{"text":"{{text}}"}"""),
        ["AskBody.reason"] = async (tests, text) => await (await tests.SignInAsync("alice")).CallAsync("POST", "/api/v1/requests", Asked.Body("staging", reason: text)),
        ["RequestApprovalBody.comment"] = async (tests, text) => await tests.OnRequestAsync("approvals", digest => $$"""{"digest":"{{digest}}","comment":"{{text}}"}"""),
        ["RequestReasonBody.reason"] = async (tests, text) => await tests.OnRequestAsync("decline", _ => $$"""{"reason":"{{text}}"}"""),
        ["RequestReasonBody.reason (end)"] = async (tests, text) => await tests.OnRequestAsync("end", _ => $$"""{"reason":"{{text}}"}""", isInForce: true),
        ["ExtensionBody.reason"] = async (tests, text) => await tests.OnRequestAsync("extension", _ => $$"""{"duration":"1h","reason":"{{text}}"}""", isInForce: true),
        ["CampaignBody.title"] = async (tests, text) => await (await tests.SignInAsync("alice")).CallAsync("POST", "/api/v1/campaigns", $$"""{"title":"{{text}}","due":"2099-01-01T00:00:00Z"}"""),
        ["DecisionBody.reason"] = async (tests, text) => await tests.DecideAsync(text),
        ["BreakGlassBody.reason"] = async (tests, text) => await tests.OnCall().CallAsync("POST", "/api/v1/break-glass", Let.Replace("REASON", text, StringComparison.Ordinal)),
        ["BreakGlassReviewBody.comment"] = async (tests, text) => await tests.JudgeAsync(text),
        ["RevocationBody.name"] = async (tests, text) => await (await tests.SignInAsync("bob")).CallAsync(
            "POST", "/api/v1/emergencies", Revoked.Replace("NAME", text.Replace(' ', '-'), StringComparison.Ordinal).Replace("REASON", "a stolen agent", StringComparison.Ordinal)),
        ["RevocationBody.reason"] = async (tests, text) => await tests.RevokeAsync(text),
        ["EmergencyReviewBody.comment"] = async (tests, text) => await tests.LookAtEmergencyAsync(text),
        ["TokenRequest.labels"] = async (tests, text) => await tests.Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", $$$"""{"kind":"puller","environment":"staging","target":"opa","labels":{"zone":"{{{text}}}"}}"""),
        ["TokenRequest.serviceLabels"] = async (tests, text) => await tests.Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", $$$"""{"kind":"api","role":"editor","serviceLabels":{"team":["{{{text}}}"]}}"""),
        ["CampaignBody.label"] = async (tests, text) => await (await tests.SignInAsync("alice")).CallAsync("POST", "/api/v1/campaigns", $$"""{"title":"x","label":"team={{text}}","due":"2099-01-01T00:00:00Z"}"""),
        ["RolloutAct.reason"] = async (tests, text) => await tests.HaltAsync(text),
        ["AskedStage.labels"] = async (tests, text) => await tests.Host.Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", $$$"""{"stages":[{"name":"first","labels":{"zone":"{{{text}}}"}}]}"""),
        ["WebhookRequest.address"] = async (tests, text) => await tests.Host.Bootstrap.CallAsync("POST", "/api/v1/webhooks", $$"""{"address":"https://hooks.acme.example/{{text}}","events":["revision.published"]}"""),
        ["AskedConditions.branches"] = async (tests, text) => await (await tests.SignInAsync("alice")).CallAsync(
            "POST", "/api/v1/requests", Asked.Body("staging").Replace("\"main\"", $"\"{text.Replace(' ', '-')}\"", StringComparison.Ordinal)),
    };

    /// <summary>Texts that are held against what there is, or are read as something that has no such characters, or that are asked with and kept nowhere.</summary>
    private static readonly string[] Bound =
    [
        "ApprovalRequest.digest", "AskBody.duration", "AskBody.environment", "AskBody.pipeline", "AskBody.role", "AskBody.workload",
        // Patterns all, and read by what reads branches.
        "AskedConditions.clusters", "AskedConditions.queues", "AskedConditions.sources", "AskedConditions.steps", "AskedConditions.tags",
        "AskedPlan.environment", "AskedStage.advance", "AskedStage.name", "BreakGlassBody.environments", "BreakGlassBody.pipelines", "BreakGlassBody.role", "BreakGlassBody.workloads",
        "BreakGlassReviewBody.verdict", "BuildkiteToken.token", "CampaignBody.environment", "ConnectionRequest.address", "ConnectionRequest.organization", "ConnectionRequest.token", "DecisionBody.verdict",
        "DecisionBody.withoutEnvironment", "DemoTokenRequest.branch", "DemoTokenRequest.cluster", "DemoTokenRequest.environment", "DemoTokenRequest.pipeline", "DemoTokenRequest.queue",
        "DemoTokenRequest.service", "DemoTokenRequest.source", "DemoTokenRequest.step", "DemoTokenRequest.tag", "DiagnoseBody.certificate", "DiagnoseBody.environment", "DiagnoseBody.method",
        "DiagnoseBody.path", "DiagnoseBody.service", "DiagnoseBody.token", "DiagnoseBody.url", "ExtensionBody.duration", "ImportRequest.provider",
        // Of an organization that is listed, which the tests of Buildkite have.
        "ImportRequest.team",
        "NarrowingBody.grants", "NewGoal.environment", "ProposalBody.grant", "PublishBody.digest", "RequestApprovalBody.digest", "RevocationBody.confirm", "RevocationBody.environments", "RevocationBody.kind",
        "RolloutAct.stage", "ScheduleRequest.digest", "TokenRequest.environment", "TokenRequest.environments", "TokenRequest.kind", "TokenRequest.role", "TokenRequest.service", "TokenRequest.spiffeId",
        "TokenRequest.target", "Topic.kind", "Topic.name", "TopicPlace.environment", "TopicPlace.labels", "WebhookEvents.events", "WebhookRequest.events",
    ];

    public static TheoryData<string> Members => [.. Free.Keys];

    private ConsoleHost Host => console.Host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Members))]
    public async Task TextThatReadsAsAnother_IsRefused_WithTheMember(string member)
    {
        var newest = await NewestAsync();
        using var answer = await Free[member](this, $"paid{Override}dexif");
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.StatusCode}: {text}");
        // A comment's text is a comment to people.
        Assert.Contains(member == "CommentRequest.text" ? "comment" : member.Split(' ')[0].Split('.')[1].TrimEnd('s'), text, StringComparison.OrdinalIgnoreCase);

        var stored = (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(), null, 1000, Cancellation)).Where(e => e.Sequence > newest).Select(e => e.Event);
        Assert.DoesNotContain(stored, e => e.Action != AuditActions.Refused && e.Details.Values.Any(value => value?.Contains('\u202e', StringComparison.Ordinal) == true));
    }

    /// <summary>The calls above are refused for nothing else.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public async Task PlainText_IsTaken(string member)
    {
        using var answer = await Free[member](this, member == "WebhookRequest.address" ? $"x{++numbers}" : "paid and fixed");
        // Of the label there is no grant, which is said later than that it is one.
        Assert.True(answer.IsSuccessStatusCode || (member == "CampaignBody.label" && answer.StatusCode == HttpStatusCode.Conflict), await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>A member that comes to the API is looked at here, by whoever adds it.</summary>
    [Fact]
    public async Task EveryTextOfABody_IsFreeOrBound()
    {
        var document = await Host.Bootstrap.CallAsync("GET", "/openapi/v1.json").JsonAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        var bodies = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (operation.Value as JsonObject)?["requestBody"]).OfType<JsonNode>()
            .SelectMany(body => References(body)).ToHashSet(StringComparer.Ordinal);
        for (var (known, next) = (0, bodies.ToArray()); known < bodies.Count; next = [.. bodies])
        {
            known = bodies.Count;
            bodies.UnionWith(next.SelectMany(name => References(schemas[name]!)));
        }

        // What is written of the policy is read by what reads documents.
        var texts = bodies.Where(name => !name.StartsWith("Policy", StringComparison.Ordinal))
            .SelectMany(name => schemas[name]!["properties"]?.AsObject().Where(member => IsText(member.Value!)).Select(member => $"{name}.{member.Key}") ?? []);
        Assert.Equal<string>(Free.Keys.Select(member => member.Split(' ')[0]).Concat(Bound).Distinct().Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
    }

    /// <summary>The database says of a U+0000 within JSON by another code than of one in a text.</summary>
    [Theory]
    [InlineData("22021")]
    [InlineData("22P05")]
    public async Task CharacterThatTheDatabaseTakesNowhere_IsTheCallersFault(string sqlState)
    {
        var context = new DefaultHttpContext { RequestServices = Host.Get<IServiceProvider>() };
        context.Response.Body = new MemoryStream();
        context.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = new InvalidOperationException("not stored", new PostgresException("no such character", "ERROR", "ERROR", sqlState)) });

        await FailureAnswer.WriteAsync(context);

        context.Response.Body.Position = 0;
        Assert.Equal(StatusCodes.Status400BadRequest, context.Response.StatusCode);
        Assert.Contains("U+0000", (await JsonNode.ParseAsync(context.Response.Body, cancellationToken: Cancellation))!.Text("detail"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonNode node) => node switch
    {
        JsonObject all => all.SelectMany(member => member is { Key: "$ref", Value: { } name } ? [name.GetValue<string>().Split('/')[^1]] : member.Value is { } value ? References(value) : []),
        JsonArray all => all.OfType<JsonNode>().SelectMany(References),
        _ => [],
    };

    private static bool IsText(JsonNode schema) =>
        schema is JsonObject member && member["format"] is null
        && (TypesOf(member).Contains("string") || (TypesOf(member).Contains("array") && member["items"] is { } items && IsText(items))
            || (TypesOf(member).Contains("object") && member["additionalProperties"] is JsonObject values && IsText(values)));

    private static string[] TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray many => [.. many.Select(one => one!.GetValue<string>())],
        JsonValue one => [one.GetValue<string>()],
        _ => [],
    };

    private async Task<long> NewestAsync() => (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(), null, 1, Cancellation)) is [var newest] ? newest.Sequence : 0;

    private Task<HttpClient> SignInAsync(string person) => Host.SignInAsync(person);

    private async Task<HttpResponseMessage> OnDraftAsync(string act, Func<string, string> body, bool byAuthor = false, string method = "POST")
    {
        var (alice, bob) = (await SignInAsync("alice"), await SignInAsync("bob"));
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("production", $"text-{Interlocked.Increment(ref numbers)}"), publish: false).JsonAsync()).Text("draft");
        await alice.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        var digest = (await bob.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync()).Text("digest");
        return await (byAuthor ? alice : bob).CallAsync(method, $"/api/v1/drafts/{draft}/{act}".TrimEnd('/'), body(digest));
    }

    private async Task<HttpResponseMessage> OnRequestAsync(string act, Func<string, string> body, bool isInForce = false)
    {
        var (alice, bob) = (await SignInAsync("alice"), await SignInAsync("bob"));
        var request = await alice.AskAsync(Asked.Body("staging", reason: $"plainly {Interlocked.Increment(ref numbers)}"));
        if (isInForce)
            await (await bob.ApproveAsync(request)).JsonAsync();
        var digest = isInForce ? "" : await bob.DigestAsync(request);
        return await (isInForce ? alice : bob).CallAsync("POST", $"/api/v1/requests/{request.Text("id")}/{act}", body(digest));
    }

    private async Task<HttpResponseMessage> DecideAsync(string reason)
    {
        var (alice, bob) = (await SignInAsync("alice"), await SignInAsync("bob"));
        var campaign = (await alice.CallAsync("POST", "/api/v1/campaigns", """{"title":"All of them","due":"2099-01-01T00:00:00Z"}""").JsonAsync()).Text("id");
        var item = (await alice.CallAsync("GET", $"/api/v1/campaigns/{campaign}/grants").JsonAsync()).AsArray()[0]!.Text("id");
        return await bob.CallAsync("POST", $"/api/v1/campaigns/{campaign}/decisions", $$"""{"grants":["{{item}}"],"verdict":"keep","reason":"{{reason}}"}""");
    }

    /// <summary>Another publish to the environment waits for nothing of it.</summary>
    private async Task<HttpResponseMessage> HaltAsync(string reason)
    {
        await Host.Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", """{"stages":[{"name":"first","labels":{"zone":"a"}}]}""").JsonAsync();
        var patch = SmallPolicy.GrantPatch("staging", $"staged-{Interlocked.Increment(ref numbers)}");
        var revision = (await Host.Bootstrap.CallAsync("PATCH", "/api/v1/policy?publish=true&staged=true", patch).JsonAsync()).Number("revision");
        var answer = await Host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{revision}/staging/halt", $$"""{"reason":"{{reason}}"}""");
        await Host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{revision}/staging/promote").JsonAsync();
        return answer;
    }

    private HttpClient OnCall() => Host.WithSession($"on-call-{Interlocked.Increment(ref numbers)}", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.BreakGlass));

    private async Task<HttpResponseMessage> JudgeAsync(string comment)
    {
        var broken = await OnCall().CallAsync("POST", "/api/v1/break-glass", Let.Replace("REASON", "INC-7", StringComparison.Ordinal)).JsonAsync();
        return await (await SignInAsync("bob")).CallAsync("POST", $"/api/v1/break-glass/{broken.Number("revision")}/review", $$"""{"verdict":"justified","comment":"{{comment}}"}""");
    }

    private async Task<HttpResponseMessage> RevokeAsync(string reason) => await (await SignInAsync("bob")).CallAsync(
        "POST", "/api/v1/emergencies", Revoked.Replace("NAME", $"queue-{Interlocked.Increment(ref numbers)}", StringComparison.Ordinal).Replace("REASON", reason, StringComparison.Ordinal));

    private async Task<HttpResponseMessage> LookAtEmergencyAsync(string comment)
    {
        using var revoked = await RevokeAsync("a stolen agent");
        var revision = (await revoked.JsonAsync()).Number("revision");
        return await (await SignInAsync("erin")).CallAsync("POST", $"/api/v1/emergencies/{revision}/review", $$"""{"comment":"{{comment}}"}""");
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>The policy as a document: read, drafted, published, checked.</summary>
public sealed class PolicyEndpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleFixture console = new(postgres);

    private HttpClient Bootstrap => console.Host.Bootstrap;

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Theory]
    [InlineData("application/yaml", "application/yaml", DocumentFormat.Yaml)]
    [InlineData("application/json", "application/json", DocumentFormat.Json)]
    [InlineData(null, "application/json", DocumentFormat.Json)]
    public async Task Policy_InEitherFormat_ReadsBackTheSame(string? accept, string contentType, DocumentFormat format)
    {
        using var answer = await Bootstrap.CallAsync("GET", "/api/v1/policy", accept: accept);
        Assert.Equal(contentType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("\"1\"", answer.Headers.ETag!.Tag);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(PolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(text), format).HasErrors);

        var again = await Bootstrap.CallAsync("PUT", "/api/v1/policy?publish=true", text, contentType, "\"1\"").JsonAsync();
        Assert.Equal((1, false), (again.Number("revision"), again["changed"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Policy_AtAnEarlierRevision_IsAsItWas()
    {
        await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();

        Assert.Empty((await Bootstrap.CallAsync("GET", "/api/v1/policy?revision=0").JsonAsync())["grants"]?.AsArray() ?? []);
        Assert.Equal(2, (await Bootstrap.CallAsync("GET", "/api/v1/policy?revision=1").JsonAsync())["grants"]!.AsArray().Count);
        Assert.Equal(3, (await Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync())["grants"]!.AsArray().Count);
        await Bootstrap.CallAsync("GET", "/api/v1/policy?revision=99").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Bootstrap.CallAsync("GET", "/api/v1/policy?revision=x").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Put_WithoutPublish_KeepsADraft()
    {
        var answer = await Bootstrap.PutPolicyAsync(SmallPolicy.With("branches: [main]", "branches: [main, trunk]"), publish: false).JsonAsync();

        var draft = await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{answer.Text("draft")}").JsonAsync();
        Assert.Equal(("editing", 1), (draft.Text("state"), draft.Number("baseRevision")));
        Assert.Equal("\"1\"", Tag(await Bootstrap.CallAsync("GET", "/api/v1/policy")));
    }

    [Fact]
    public async Task Change_WithATitle_IsCalledThat()
    {
        var kept = (await Bootstrap.CallAsync("PUT", "/api/v1/policy?title=PAY-7%3A%20hotfixes", SmallPolicy.With("branches: [main]", "branches: [main, trunk]"), "application/yaml").JsonAsync()).Text("draft");
        Assert.Equal("PAY-7: hotfixes", (await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{kept}").JsonAsync()).Text("title"));

        var published = await Bootstrap.CallAsync("PATCH", "/api/v1/policy?publish=true&title=%20PAY-8%20", SmallPolicy.GrantPatch("staging"), "application/json").JsonAsync();
        Assert.Equal("PAY-8", (await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{published.Number("revision")}").JsonAsync()).Text("summary"));

        var refusal = await Bootstrap.CallAsync("PATCH", "/api/v1/policy?title=a%0Ab", SmallPolicy.GrantPatch("staging"), "application/json").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Contains("the title holds the character U+000A", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_WithoutATitle_IsCalledByWhatItDoes()
    {
        var kept = (await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("production"), publish: false).JsonAsync()).Text("draft");
        Assert.StartsWith("deploy gains POST /migrations/** on payments in production", (await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{kept}").JsonAsync()).Text("title"), StringComparison.Ordinal);
        var published = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        Assert.StartsWith("deploy gains POST /migrations/** on payments in staging", (await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{published.Number("revision")}").JsonAsync()).Text("summary"), StringComparison.Ordinal);

        var named = await Bootstrap.PatchPolicyAsync("""{"upsert":{"environments":[{"name":"preview"}]}}""").JsonAsync();
        Assert.Equal("environment preview is added", (await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{named.Number("revision")}").JsonAsync()).Text("summary"));
    }

    [Fact]
    public async Task Put_WithAGrantThatAnotherCovers_SaysSoAtItsLine()
    {
        var narrower = SmallPolicy.With("tests:", "  - { name: narrower, effect: allow, principals: { pipelines: { names: [deploy] } }, role: reader, environments: [staging], when: { branches: [main], sources: [webhook] } }\ntests:");
        var answer = await Bootstrap.PutPolicyAsync(narrower, publish: false).JsonAsync();
        var lint = Assert.Single(answer["problems"]!.AsArray(), p => p!.Text("code") == "lint_covered" && p!.Text("pointer") == "/grants/2")!;
        Assert.Equal(("warning", narrower.Split('\n').Index().Single(l => l.Item.Contains("narrower", StringComparison.Ordinal)).Index + 1), (lint.Text("severity"), lint.Number("line")));
    }

    [Fact]
    public async Task Put_WhoseApprovalsAreMissing_SaysWarningsAtTheirLines()
    {
        var covered = SmallPolicy.With("tests:", "  - { name: narrower, effect: allow, principals: { pipelines: { names: [deploy] } }, role: reader, environments: [staging], when: { branches: [main], sources: [webhook] } }\n  - { name: opener, effect: allow, principals: { pipelines: { names: [deploy] } }, role: migrator, environments: [production], when: { branches: [main] }, reason: in a test }\ntests:");
        var problem = await Bootstrap.PutPolicyAsync(covered).ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");

        var warnings = problem["problems"]!.AsArray();
        Assert.Contains(warnings, w => w!.Text("code") == "lint_covered");
        Assert.All(warnings.Where(w => w!.Text("code").StartsWith("lint_", StringComparison.Ordinal)), w => Assert.True(w!["line"] is not null, w.ToJsonString()));
    }

    [Theory]
    [InlineData("PUT", "")]
    [InlineData("PATCH", "&publish=false")]
    public async Task Staged_WithoutPublish_IsRefused(string method, string publish)
    {
        var problem = await Bootstrap.CallAsync(method, $"/api/v1/policy?staged=true{publish}", SmallPolicy.GrantPatch("staging"), ifMatch: "\"1\"").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Contains("publish=true", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoAdmins_FromTheSameBase_OneIsToldThatItMoved()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", $"by-{i}"), ifMatch: "\"1\"")));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal("\"2\"", Tag(await Bootstrap.CallAsync("GET", "/api/v1/policy")));
        await Bootstrap.PutPolicyAsync(SmallPolicy.Yaml, ifMatch: "\"1\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await Bootstrap.PutPolicyAsync(SmallPolicy.Yaml, ifMatch: "2").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Bootstrap.PutPolicyAsync(SmallPolicy.Yaml, ifMatch: "\"2\"").JsonAsync();
    }

    [Fact]
    public async Task Put_WithErrors_TellsAllOfThemWithTheirPlaces()
    {
        var broken = SmallPolicy.With("approvals: 2", "approvals: many").Replace("role: migrator", "role: nobody").Replace("effect: allow", "effect: maybe", StringComparison.Ordinal);
        var problem = await Bootstrap.PutPolicyAsync(broken).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        var problems = problem["problems"]!.AsArray();
        Assert.True(problems.Count(p => p!.Text("severity") == "error") >= 3, problems.ToJsonString());
        Assert.All(problems, p => Assert.True(p!["line"]!.GetValue<int>() > 0 && p["column"]!.GetValue<int>() > 0, p.ToJsonString()));
        Assert.Contains(problems, p => p!.Text("pointer") == "/environments/1/approvals");
        Assert.Contains(problems, p => p!.Text("pointer") == "/grants/1/effect");
    }

    [Fact]
    public async Task Put_SchemaAndReferenceErrors_AreToldTogether()
    {
        var broken = SmallPolicy.With("approvals: 2", "approvals: many").Replace("        role: reader\n", "        role: nobody\n", StringComparison.Ordinal).Replace("    role: reader\n", "    role: nobody\n", StringComparison.Ordinal);
        var problem = await Bootstrap.PutPolicyAsync(broken).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        var pointers = problem["problems"]!.AsArray().Select(p => p!.Text("pointer")).ToArray();
        Assert.Contains("/environments/1/approvals", pointers);
        Assert.Contains("/grants/0/role", pointers);
        Assert.Contains("/grants/1/role", pointers);
    }

    [Fact]
    public async Task Put_Patch_Check_TooLarge_AreRefusedByName()
    {
        foreach (var (method, path) in new[] { ("PUT", "/api/v1/policy"), ("PATCH", "/api/v1/policy"), ("POST", "/api/v1/policy/check") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StreamContent(new EndlessStream((64L << 20) + 1)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var problem = await Bootstrap.SendAsync(request, TestContext.Current.CancellationToken).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "text_too_large");
            Assert.Contains("64 MB", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"upsert\":{\"grantz\":[]}}")]
    [InlineData("{\"upsert\":{\"grants\":[{\"name\":\"x\"}]}}")]
    [InlineData("{\"delete\":{\"grants\":[\"nobody\"]}}")]
    [InlineData("{\"delete\":{\"roles\":[\"reader\"]}}")]
    [InlineData("{\"upsert\":{},\"upsert\":{}}")]
    [InlineData("not json")]
    public async Task Patch_Malformed_IsRefusedWithProblems(string patch)
    {
        var problem = await Bootstrap.PatchPolicyAsync(patch).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.NotEmpty(problem["problems"]!.AsArray());
    }

    [Fact]
    public async Task Patch_PutsInAndTakesOut()
    {
        var put = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).JsonAsync();
        Assert.Equal((2, true), (put.Number("revision"), put["changed"]!.GetValue<bool>()));
        var taken = await Bootstrap.PatchPolicyAsync("""{"delete":{"grants":["added"]}}""", ifMatch: "\"2\"").JsonAsync();
        Assert.Equal(3, taken.Number("revision"));
        Assert.False((await Bootstrap.PatchPolicyAsync("{}").JsonAsync())["changed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Check_TellsWhatWouldChange_AndStoresNothing()
    {
        var check = await Bootstrap.CallAsync("POST", "/api/v1/policy/check", SmallPolicy.GrantPatch("production")).JsonAsync();

        Assert.True(check["changed"]!.GetValue<bool>());
        Assert.Equal(2, check["requiredApprovals"]!.Number("production"));
        Assert.NotEmpty(check["accessDiff"]!["sentences"]!.AsArray());
        Assert.Equal("production", check["accessDiff"]!["environments"]!.AsArray().Single()!.GetValue<string>());
        Assert.Equal(1, check["tests"]!.Number("passed"));
        var hop = Assert.Single(Assert.Single(check["coverage"]!.AsArray())!["hops"]!.AsArray())!;
        // Two grants, and what neither allows.
        Assert.Equal((1, "opa", "exact", 3), (hop.Number("hop"), hop.Text("target"), hop.Text("coverage"), hop["rules"]!.Number("exact")));
        Assert.Contains(hop["residuals"]!.AsArray(), residual => residual!.Text("code") == "path_forwarding");
        Assert.Null(check["artefacts"]);
        var artefacts = (await Bootstrap.CallAsync("POST", "/api/v1/policy/check?artefacts=true", SmallPolicy.GrantPatch("production")).JsonAsync())["artefacts"]!;
        var artefact = Assert.Single(artefacts["changes"]!.AsArray())!;
        Assert.Equal(("production", "payments", "opa", "changed"), (artefact.Text("environment"), artefact.Text("service"), artefact.Text("target"), artefact.Text("change")));
        Assert.Contains(artefact["lines"]!.AsArray(), line => line!.GetValue<string>().StartsWith("+ ", StringComparison.Ordinal));
        var marked = await Bootstrap.CallAsync("POST", "/api/v1/policy/check", "\ufeff" + SmallPolicy.GrantPatch("production")).JsonAsync();
        Assert.Equal(check["accessDiff"]!.ToJsonString(), marked["accessDiff"]!.ToJsonString());
        Assert.Empty((await Bootstrap.CallAsync("GET", "/api/v1/drafts").JsonAsync()).AsArray());
        Assert.Equal("\"1\"", Tag(await Bootstrap.CallAsync("GET", "/api/v1/policy")));

        var whole = await Bootstrap.CallAsync("POST", "/api/v1/policy/check", SmallPolicy.Yaml, "application/yaml").JsonAsync();
        Assert.False(whole["changed"]!.GetValue<bool>());
        await Bootstrap.CallAsync("POST", "/api/v1/policy/check", "nonsense: [", "application/yaml").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Publish_WithAFailingTest_IsRefused()
    {
        var patch = """{"upsert":{"tests":[{"name":"all may write","given":{"pipeline":"deploy","branch":"main","environment":"staging","service":"payments","method":"POST","path":"/migrations/1"},"expect":"allow"}]}}""";
        var problem = await Bootstrap.PatchPolicyAsync(patch).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        Assert.Contains("all may write", problem["problems"]![0]!.Text("message"), StringComparison.Ordinal);
        Assert.Equal("\"1\"", Tag(await Bootstrap.CallAsync("GET", "/api/v1/policy")));
    }

    private static string Tag(HttpResponseMessage answer)
    {
        using (answer)
            return answer.Headers.ETag!.Tag;
    }

    /// <summary>So many spaces, none of them in memory.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - position);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            position += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

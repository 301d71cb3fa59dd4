using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Files into drafts, and objects as files.</summary>
public sealed class ImportEndpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Csv = "text/csv";
    private const string Grants = "name,effect,pipelines,role,environments,reason\nadded,allow,deploy,migrator,staging,moves schemas\ndeploy-reads-staging,allow,deploy,reader,staging,looks\n";
    private const string Role = "apiVersion: access/v1\nroles:\n  - name: writer\n    permissions: [{ services: { names: [payments] }, methods: [PUT], paths: [\"/**\"] }]\n";

    private readonly ConsoleFixture console = new(postgres);

    private HttpClient Bootstrap => console.Host.Bootstrap;

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Csv_IsADraftOfWhatChanges_AndStaysUnpublished()
    {
        var imported = await ImportAsync("?kind=grants", Grants).JsonAsync();
        Assert.Equal((1, 1, 0, 0), (imported.Number("added"), imported.Number("changed"), imported.Number("unchanged"), imported.Number("removed")));
        Assert.Equal(["added added 2", "deploy-reads-staging changed 3"], imported["changes"]!.AsArray().Select(c => $"{c!.Text("name")} {c!.Text("change")} {c!.Number("line")}"));

        var draft = await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{imported.Text("draft")}").JsonAsync();
        Assert.Equal(("Import grants from CSV", "editing", 1), (draft.Text("title"), draft.Text("state"), draft.Number("baseRevision")));
        Assert.Equal(2, draft["patch"]!["upsert"]!["grants"]!.AsArray().Count);
        Assert.Null(draft["patch"]!["delete"]);
        Assert.DoesNotContain("added", await GrantNamesAsync());

        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{imported.Text("draft")}/publish").JsonAsync();
        Assert.Contains("added", await GrantNamesAsync());
    }

    [Fact]
    public async Task Export_EditedAndImported_ComesBackAsTheEdit()
    {
        foreach (var kind in CsvFile.Kinds.Select(k => k.DocumentKey()))
        {
            var text = await ExportAsync($"?kind={kind}");
            var same = await ImportAsync($"?kind={kind}", text).JsonAsync();
            Assert.Null(same["draft"]);
            Assert.Equal((0, 0), (same.Number("added"), same.Number("changed")));
        }

        var edited = (await ExportAsync("?kind=grants&environment=production")).Replace(",main,", ",main; release/*,", StringComparison.Ordinal);
        var imported = await ImportAsync("/check?kind=grants", edited).JsonAsync();
        Assert.Equal(["deploy-reads-production"], imported["changes"]!.AsArray().Select(c => c!.Text("name")));
        Assert.Null(imported["draft"]);
    }

    [Fact]
    public async Task Document_OfAPart_AddsIt_AndRemovesOnlyWhenAsked()
    {
        var added = await ImportAsync("/check", Role, "application/yaml").JsonAsync();
        Assert.Equal((1, 0), (added.Number("added"), added.Number("removed")));
        var problem = await ImportAsync("/check?removeMissing=true", Role, "application/yaml").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains(problem["problems"]!.AsArray(), p => p!.Text("code") == "delete_referenced");
    }

    [Fact]
    public async Task Faults_AreToldAtOnceByRowAndColumn_AndMakeNoDraft()
    {
        var problem = await ImportAsync("?kind=grants", "name,effect,pipelines,role,environments\nA,permit,deploy,reader,staging\nb,allow,nobody,reader,staging\n")
            .ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["2:1 name_invalid", "2:2 unknown_word", "3:3 unknown_reference"], problem["problems"]!.AsArray()
            .Where(p => p!.Text("severity") == "error").Select(p => $"{p!.Number("line")}:{p!.Number("column")} {p!.Text("code")}"));
        Assert.Empty((await Bootstrap.CallAsync("GET", "/api/v1/drafts").JsonAsync()).AsArray());
    }

    [Fact]
    public async Task Request_ThatMeansNothing_IsRefused()
    {
        await ImportAsync("", Grants).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await ImportAsync("?kind=roles", Grants).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await ImportAsync("?kind=grants&removeMissing=true", Grants).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Bootstrap.CallAsync("GET", "/api/v1/policy/export?kind=tests").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Bootstrap.CallAsync("POST", "/api/v1/policy/import?kind=grants", Grants, Csv, "\"7\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
        await ImportAsync("?kind=grants", new string('x', ImportFile.MaxBytes + 1)).ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "text_too_large");
    }

    [Fact]
    public async Task Export_IsRecorded_WithWhatWentOut()
    {
        await ExportAsync("?kind=grants&environment=staging");
        await ExportAsync("?kind=services");

        var recorded = (await console.Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.Exported), null, 10, TestContext.Current.CancellationToken)).Select(e => e.Event).ToArray();
        Assert.Equal(["services", "grants"], recorded.Select(e => e.Details["what"]));
        Assert.Equal(("?kind=grants&environment=staging", "revision/1"), (recorded[1].Details["filter"], recorded[1].Subject));
        Assert.Equal(["2", "1"], recorded.Select(e => e.Details["rows"]));
    }

    [Fact]
    public async Task Upload_OfAPerson_LeadsToItsPreview_ForThatPersonAlone()
    {
        var carol = await console.Host.SignInAsync("carol");
        var address = await UploadAsync(carol, Grants, "grants");
        Assert.StartsWith("/policy/import?upload=", address, StringComparison.Ordinal);
        var page = await (await carol.CallAsync("GET", address)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("data-name=\"added\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;vsc.exe", page, StringComparison.Ordinal);
        var others = await (await (await console.Host.SignInAsync("alice")).CallAsync("GET", address)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("data-test=\"gone\"", others, StringComparison.Ordinal);
        Assert.DoesNotContain("data-name=\"added\"", others, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_WithoutAntiforgery_WithoutAFile_TooLarge_OrByAViewer_IsRefused()
    {
        var carol = await console.Host.SignInAsync("carol");
        Assert.Equal("/policy/import?refused=stale", await UploadAsync(carol, Grants, "grants", hasToken: false));
        Assert.Equal("/policy/import?refused=no-file", await UploadAsync(carol, "", "grants"));
        Assert.Equal("/policy/import?refused=too-large", await UploadAsync(carol, new string('x', ImportFile.MaxBytes + 1), "grants"));
        Assert.StartsWith("/denied", await UploadAsync(await console.Host.SignInAsync("victor"), Grants, "grants", hasToken: false), StringComparison.Ordinal);
    }

    /// <returns>Where the answer leads.</returns>
    private static async Task<string> UploadAsync(HttpClient person, string text, string kind, bool hasToken = true)
    {
        using var form = new MultipartFormDataContent { { new StringContent(kind), "kind" }, { new StringContent(text), "file", "<b>\u202evsc.exe" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/policy/import/upload") { Content = form };
        if (hasToken)
        {
            var (token, cookie) = await TokenAsync(person);
            form.Add(new StringContent(token), "__RequestVerificationToken");
            request.Headers.Add("Cookie", $"{person.DefaultRequestHeaders.GetValues("Cookie").Single()}; {cookie}");
        }

        using var answer = await person.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.OriginalString;
    }

    private static async Task<(string Token, string Cookie)> TokenAsync(HttpClient person)
    {
        const string Before = "name=\"__RequestVerificationToken\" value=\"";
        using var answer = await person.CallAsync("GET", "/policy/import");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var start = page.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return (page[start..page.IndexOf('"', start)], answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private Task<HttpResponseMessage> ImportAsync(string rest, string text, string contentType = Csv) => Bootstrap.CallAsync("POST", "/api/v1/policy/import" + rest, text, contentType);

    private async Task<string> ExportAsync(string query)
    {
        using var answer = await Bootstrap.CallAsync("GET", "/api/v1/policy/export" + query);
        Assert.Equal(Csv, answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<IEnumerable<string>> GrantNamesAsync() =>
        (await Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync())["grants"]!.AsArray().Select((JsonNode? g) => g!.Text("name"));
}

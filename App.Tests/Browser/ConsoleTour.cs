using System.Text;
using AccessConsole.Auditing;
using AccessConsole.Components;
using AccessConsole.Components.Pages.Access;
using AccessConsole.Components.Pages.Audit;
using AccessConsole.Components.Pages.Diagnosing;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Import;
using AccessConsole.Components.Pages.Questions;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Import;
using AccessConsole.Core.Import.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.Uploads;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Every page of the console, in each state that is worth looking at.</summary>
internal static class ConsoleTour
{
    /// <summary>The grants with all of the first page chosen, and the form that edits them open.</summary>
    public const string BulkEdit = "/grants#edit-selected";

    /// <summary>What follows the address of a page whose menu of further acts is open.</summary>
    public const string More = "#more";

    private const int ManyGrants = 10_000;

    /// <summary>Those that must work for anybody.</summary>
    public static readonly IReadOnlyDictionary<string, string> PagesWithoutCircuit = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sign-in"] = "/signin",
        ["denied"] = "/denied",
        ["error"] = "/error",
    };

    /// <summary>Those that show something else while the policy is empty.</summary>
    public static IReadOnlyDictionary<string, string> EmptyPages =>
        CommonPages.Where(p => p.Key is "home" or "grants" or "services" or "coverage" or "access" or "least-privilege" or "tokens" or "buildkite" or "drafts" or "campaigns" or "requests" or "revisions" or "simulator" or "questions").ToDictionary();

    private static readonly Dictionary<string, string> CommonPages = new(StringComparer.Ordinal)
    {
        ["home"] = "/",
        ["grants"] = "/grants",
        ["grant-new"] = "/grants/new",
        ["policy"] = "/policy",
        ["services"] = "/policy/services",
        ["pipelines"] = "/policy/pipelines",
        ["roles"] = "/policy/roles",
        ["tests"] = "/policy/tests",
        ["service-new"] = "/policy/services/edit",
        ["role-new"] = "/policy/roles/edit",
        ["pipeline-new"] = "/policy/pipelines/edit",
        ["workload-new"] = "/policy/workloads/edit",
        ["environment-new"] = "/policy/environments/edit",
        ["provider-new"] = "/policy/identity-providers/edit",
        ["import"] = "/policy/import",
        ["import-csv"] = "/policy/import?kind=grants",
        ["coverage"] = "/coverage",
        ["access"] = "/access",
        ["access-table"] = "/access?view=table",
        ["access-graph"] = "/access?view=graph",
        ["access-observed"] = "/access?view=table&mode=observed",
        ["tokens"] = "/settings/tokens",
        ["settings"] = "/settings",
        ["audit"] = "/audit",
        ["decisions"] = "/decisions",
        ["webhooks"] = "/settings/webhooks",
        ["retention"] = "/settings/retention",
        ["rollout"] = "/rollout",
        ["drift"] = "/rollout/drift",
        ["diagnose"] = "/diagnose",
        ["rollout-history"] = "/rollout/history",
        ["rollout-stages"] = "/rollout/stages",
        ["test-results"] = "/tests",
        ["buildkite"] = "/settings/buildkite",
        ["emergency"] = "/emergency",
        ["break-glass"] = "/emergency/break-glass",
        ["requests"] = "/requests",
        ["campaigns"] = "/campaigns",
        ["least-privilege"] = "/least-privilege",
        ["least-privilege-proposals"] = "/least-privilege?show=proposals",
        ["request-new"] = "/requests/new",
        ["drafts"] = "/drafts",
        ["revisions"] = "/revisions",
        ["simulator"] = "/simulator",
        ["simulator-many"] = "/simulator/many",
        ["questions"] = "/questions",
        ["not-found"] = "/no-such-page",
    };

    /// <summary>Has an empty console hold the content.</summary>
    /// <param name="content"><c>empty</c>, <c>sample</c> or <c>long</c>: ten thousand grants in which everything is as long as it may be.</param>
    /// <returns>Addresses by name.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> FillAsync(ConsoleInBrowser console, string content)
    {
        if (content == "empty")
            return CommonPages;
        await console.Host.SeedAsync(content == "sample" ? ScreenshotPolicies.Sample : ScreenshotPolicies.Long(ManyGrants));
        var policy = console.Host.Get<LivePolicy>().Current.Policy;
        var grants = Conditional(policy);
        var reviews = await new ScreenshotDrafts(console.Host).MakeAsync(grants);
        var pages = CommonPages.Concat(reviews).Append(KeyValuePair.Create("grant", $"/grants/{grants[0].Name}"))
            .Append(KeyValuePair.Create("grant-acts", $"/grants/{grants[0].Name}{More}"))
            .Concat(Objects(policy))
            .Append(KeyValuePair.Create("revision", "/revisions/2"))
            .Append(KeyValuePair.Create("grants-none", "/grants?q=no-such-grant"))
            .Append(KeyValuePair.Create("simulator-denied", Question(policy)))
            .Append(KeyValuePair.Create("diagnose-call", Failing(policy)))
            .Concat(Questions(policy, grants[0]))
            .Concat(Accesses(policy, grants[0]))
            .Concat(Imports(console, policy))
            .Concat(Requests(console, policy))
            .Concat(await ScreenshotRequests.FillAsync(console, policy, grants[0]))
            .Concat(await ScreenshotCampaigns.FillAsync(console))
            .Concat(await ScreenshotUse.FillAsync(console, policy))
            .Concat(await ScreenshotEmergencies.FillAsync(console, policy))
            .Concat(content == "long" ? await ScreenshotEmergencies.BreakGlassAsync(console, policy) : [])
            .Concat(await ScreenshotInventory.FillAsync(console, policy))
            .Concat(await ScreenshotRollouts.FillAsync(console, grants))
            .Append(KeyValuePair.Create("drift-found", await ScreenshotDrift.FillAsync(console, policy)))
            .Append(KeyValuePair.Create("audit-event", await PublishedEventAsync(console)))
            .Concat(await ScreenshotDecisions.FillAsync(console, policy, grants[0]))
            .Append(KeyValuePair.Create("audit-none", "/audit?object=no-such-object"))
            .Append(KeyValuePair.Create("grants-bulk", BulkEdit))
            .Append(KeyValuePair.Create("grant-copy", ObjectAddresses.CopyOf(grants[0].Name)))
            .ToDictionary(StringComparer.Ordinal);
        // Nothing else is published to where one is under way.
        return pages.Concat(await ScreenshotStages.FillAsync(console, grants)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The newest publish in the audit log, whole.</summary>
    private static async Task<string> PublishedEventAsync(ConsoleInBrowser console)
    {
        await console.Host.Get<AuditCheckpoints>().AdvanceAsync(TestContext.Current.CancellationToken);
        var published = await console.Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RevisionPublished), null, 1, TestContext.Current.CancellationToken);
        return new AuditQuery { Event = published[0].Sequence }.Address;
    }

    /// <summary>A call to whatever the policy has first at nginx, its path as no engine takes it.</summary>
    private static string Failing(PolicySet policy)
    {
        var called = policy.Deployments.OrderBy(d => d.Service.Name, StringComparer.Ordinal).First(d => d.Deployment.Hops.Any(h => h.Engine == Target.Nginx));
        return new DiagnoseQuery { Environment = called.Environment.Name, Service = called.Service.Name, Path = "/admin/../migrations" }.Address;
    }

    /// <summary>Grants that an approver must see, and whose conditions can be taken away.</summary>
    private static IReadOnlyList<Grant> Conditional(PolicySet policy) =>
    [
        .. policy.Grants.Values.Where(g => g.Effect == Effect.Allow && !g.When.IsEmpty && g.Environments.Any(e => policy.Environments[e].Approvals > 0)).Take(4),
    ];

    /// <summary>One object of each kind that is edited in fields.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Objects(PolicySet policy)
    {
        PolicyObject?[] objects =
        [
            policy.Services.Values.First(), policy.Roles.Values.First(), policy.Pipelines.Values.First(), policy.Workloads.Values.FirstOrDefault(),
            policy.Environments.Values.First(), policy.Providers.Values.First(p => p.Oidc is not null), policy.Providers.Values.FirstOrDefault(p => p.Spiffe is not null),
        ];
        string[] names = ["service", "role", "pipeline", "workload", "environment", "provider", "provider-spiffe"];
        return names.Zip(objects).Where(o => o.Second is not null).Select(o => KeyValuePair.Create(o.First, ObjectAddresses.Of(o.Second!.Reference)));
    }

    /// <summary>The access explorer down at single cells, with one's reasons, and around one principal and one service.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Accesses(PolicySet policy, Grant grant)
    {
        var deployment = policy.Deployments.First(d => d.Rules.Any(r => r.Grant == grant));
        var principal = deployment.Rules.First(r => r.Grant == grant).Principals.Members[0];
        var team = new AccessQuery { Team = LabelFilter.TeamOf(principal.Labels), ServiceTeam = LabelFilter.TeamOf(deployment.Service.Labels) };
        yield return KeyValuePair.Create("access-leaf", team.Address);
        yield return KeyValuePair.Create("access-declared", (team with { IsDeclared = true }).Address);
        yield return KeyValuePair.Create("access-why", (team with { Cell = AccessQuery.CellOf(principal.Reference, deployment.Service.Name, deployment.Environment.Name) }).Address);
        yield return KeyValuePair.Create("access-graph-principal", new AccessQuery { View = AccessQuery.Graph, Focus = AccessFocus.Of(principal.Reference).ToString() }.Address);
        yield return KeyValuePair.Create("access-graph-service", new AccessQuery { View = AccessQuery.Graph, Focus = AccessFocus.Of(deployment.Service.Reference).ToString() }.Address);
        yield return KeyValuePair.Create("access-as-of", new AccessQuery { View = AccessQuery.Table, Revision = "1" }.Address);
    }

    /// <summary>Whether somebody can ever reach a service, yes and no, and what one grant is good for.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Questions(PolicySet policy, Grant grant)
    {
        var deployment = policy.Deployments.First(d => d.Rules.Any(r => r.Grant == grant));
        var principal = deployment.Rules.First(r => r.Grant == grant).Principals.Members[0];
        var asked = new QuestionsQuery { Principal = $"{principal.Reference.Kind.Noun()}/{principal.Name}", Service = deployment.Service.Name, Environment = deployment.Environment.Name };
        yield return KeyValuePair.Create("questions-yes", asked.Address);
        yield return KeyValuePair.Create("questions-no", (asked with { Method = "PATCH", Path = "/no/such/path" }).Address);
        yield return KeyValuePair.Create("questions-grant", $"/questions/grants/{grant.Name}");
    }

    /// <summary>A file that Alice sent, as it was exported but for two edits; and one with mistakes.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Imports(ConsoleInBrowser console, PolicySet policy)
    {
        var june = new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var edited = policy.Grants.Values.Take(5).Select((g, i) => i < 3 ? g with { Expires = june } : g with { Name = $"another-{i}" });
        var csv = CsvFile.Header(PolicyKind.Grant) + string.Concat(edited.Select(CsvFile.Rows));
        yield return KeyValuePair.Create("import-preview", Upload(csv));
        yield return KeyValuePair.Create("import-problems", Upload(csv.Replace("allow", "permit", StringComparison.Ordinal).Replace("2027-06-01T", "1/6/2027 ", StringComparison.Ordinal)));

        string Upload(string text) => new ImportQuery
        {
            Upload = console.Host.Get<ImportShelf>().Put(ConsoleInBrowser.Person("alice").Actor.Person, "grants.csv", new ImportRequest(Encoding.UTF8.GetBytes(text), PolicyKind.Grant)).Id,
        }.Address;
    }

    /// <summary>Files of requests that Alice sent: one that is decided, one with mistakes.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Requests(ConsoleInBrowser console, PolicySet policy)
    {
        var deployment = policy.Deployments.First();
        var pipelines = policy.Pipelines.Keys.Take(60).ToArray();
        var rows = string.Concat(pipelines.Select(p => Csv.Line(p, "main", deployment.Environment.Name, deployment.Service.Name, "GET", "/status/" + new string('x', 40))));
        const string Header = "pipeline,branch,environment,service,method,path\r\n";
        yield return KeyValuePair.Create("simulator-many-decided", Upload(Header + rows));
        yield return KeyValuePair.Create("simulator-many-problems", Upload(Header + rows.Replace("GET", "", StringComparison.Ordinal)));

        string Upload(string text) => new ManyQuery
        {
            Upload = console.Host.Get<RequestShelf>().Put(ConsoleInBrowser.Person("alice").Actor.Person, "calls.csv", new SentRequests(RequestFile.Read(Encoding.UTF8.GetBytes(text)), text.Length)).Id,
        }.Address;
    }

    private static string Question(PolicySet policy) => Addresses.Of(
        "/simulator", ("caller", "pipeline"), ("identity", policy.Pipelines.Keys.First()), ("branch", "feature/x"),
        ("environment", policy.Environments.Keys.First()), ("service", policy.Services.Keys.First()), ("method", "GET"), ("path", "/"));
}

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AccessConsole.Api.Access;
using AccessConsole.Api.Analysis;
using AccessConsole.Api.Audit;
using AccessConsole.Api.BreakGlasses;
using AccessConsole.Api.Buildkite;
using AccessConsole.Api.Campaigns;
using AccessConsole.Api.Decisions;
using AccessConsole.Api.Demo;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Diagnosing;
using AccessConsole.Api.Drafts;
using AccessConsole.Api.Drift;
using AccessConsole.Api.Emergencies;
using AccessConsole.Api.EnforcementPoints;
using AccessConsole.Api.IssuerKeys;
using AccessConsole.Api.LeastPrivilege;
using AccessConsole.Api.Policy;
using AccessConsole.Api.Requests;
using AccessConsole.Api.Revisions;
using AccessConsole.Api.Rollouts;
using AccessConsole.Api.Signer;
using AccessConsole.Api.Tokens;
using AccessConsole.Api.Webhooks;
using AccessConsole.Core.Documents;
using AccessConsole.Distribution.Describing;

namespace AccessConsole.Api;

/// <summary>The management API: every group of endpoints by name, so that nothing is reachable that is not listed here.</summary>
public static class ManagementApi
{
    internal const string Root = "/api/v1";

    public static IServiceCollection AddManagementApi(this IServiceCollection services) => services
        .AddSingleton<PolicyChanges>()
        .AddSingleton<PostedPolicy>()
        .AddSingleton<PolicyPairs>()
        .AddSingleton<UnansweredCalls>()
        .AddProblemDetails()
        .AddDescription()
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DictionaryKeyPolicy = null;
            // A member that nothing reads, or that another one of the same name replaces, would have something else done than was asked for.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
        });

    /// <summary>The description of the API, which follows from its endpoints' types and metadata.</summary>
    private static IServiceCollection AddDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddOperationTransformer<OperationDescriber>();
        options.AddDocumentTransformer<DocumentDescriber>();
    });

    public static void MapManagementApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Root).AddEndpointFilter<SameSiteFilter>().AddEndpointFilter<BodyTypeFilter>();
        api.MapPolicy();
        api.MapPolicyDiff();
        api.MapImport();
        api.MapAccess();
        api.MapObserved();
        api.MapAnalysis();
        api.MapDecisions();
        api.MapDecisionLog();
        api.MapDiagnose();
        api.MapDrift();
        api.MapStories();
        api.MapDrafts();
        api.MapRevisions();
        api.MapEmergencies();
        api.MapBreakGlasses();
        api.MapRequests();
        api.MapCampaigns();
        api.MapLeastPrivilege();
        api.MapTokens();
        api.MapEnforcementPoints();
        api.MapRollouts();
        api.MapRolloutPlans();
        api.MapStagedRollouts();
        api.MapIssuerKeys();
        api.MapSignerBase();
        api.MapBuildkite();
        api.MapWebhooks();
        api.MapAudit();
        api.MapReciprocity();
        api.MapAuditProofs();
        api.MapAuditExport();
        api.MapDemo();
        api.Map("/{**rest}", (HttpContext context, UnansweredCalls calls) => calls.Explain(context)).ExcludeFromDescription();
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapGet(MachineDescription.Address, () => TypedResults.Text(MachineDescription.Json, "application/json")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/schemas/access/v1.json", () => TypedResults.Text(PolicySchema.Json, "application/schema+json"))
            .AllowAnonymous().WithTags("Schema").WithName("getPolicySchema").WithSummary("The JSON Schema of the policy document")
            .Produces<JsonObject>(contentType: "application/schema+json");
    }
}

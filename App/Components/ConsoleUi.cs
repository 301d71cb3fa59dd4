using AccessConsole.Components.Layout;
using AccessConsole.Components.Pages.Access;
using AccessConsole.Components.Pages.Audit;
using AccessConsole.Components.Pages.BreakGlasses;
using AccessConsole.Components.Pages.Buildkite;
using AccessConsole.Components.Pages.Campaigns;
using AccessConsole.Components.Pages.Coverages;
using AccessConsole.Components.Pages.Decisions;
using AccessConsole.Components.Pages.Diagnosing;
using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Drifting;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Emergencies;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Components.Pages.Home;
using AccessConsole.Components.Pages.Import;
using AccessConsole.Components.Pages.LeastPrivilege;
using AccessConsole.Components.Pages.Objects;
using AccessConsole.Components.Pages.Questions;
using AccessConsole.Components.Pages.Requests;
using AccessConsole.Components.Pages.Revisions;
using AccessConsole.Components.Pages.Rollout;
using AccessConsole.Components.Pages.Settings;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Components.Pages.Stories;
using AccessConsole.Components.Pages.Testing;
using AccessConsole.Components.Views;
using MudBlazor.Services;

namespace AccessConsole.Components;

/// <summary>The console in the browser.</summary>
public static class ConsoleUi
{
    public static IServiceCollection AddConsoleUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = false;
        });
        return services.AddViewModels();
    }

    /// <summary>What the pages show and do.</summary>
    public static IServiceCollection AddViewModels(this IServiceCollection services) =>
        services
            .AddTransient<EmergencyViewModel>()
            .AddTransient<BreakGlassViewModel>()
            .AddTransient<RequestsViewModel>().AddTransient<AskViewModel>().AddTransient<RequestViewModel>()
            .AddTransient<LeastPrivilegeViewModel>()
            .AddTransient<CampaignsViewModel>().AddTransient<CampaignViewModel>()
            .AddTransient<PlaceFinder>().AddTransient<SavedViewsViewModel>().AddTransient<HomeViewModel>().AddTransient<GrantsViewModel>().AddTransient<BulkEditViewModel>().AddTransient<ImportViewModel>().AddTransient<GrantEditorViewModel>().AddTransient<GrantUseViewModel>()
            .AddTransient<ObjectsViewModel>().AddTransient<CoverageViewModel>().AddTransient<AccessViewModel>().AddTransient<TokensViewModel>().AddTransient<SettingsViewModel>().AddTransient<RetentionViewModel>().AddTransient<ObjectEditorViewModel>()
            .AddTransient<BuildkiteViewModel>().AddTransient<OrganizationViewModel>()
            .AddTransient<DraftsViewModel>().AddTransient<DraftReviewViewModel>()
            .AddTransient<RolloutViewModel>().AddTransient<RolloutHistoryViewModel>().AddTransient<StagesViewModel>().AddTransient<DriftViewModel>().AddTransient<TestsViewModel>()
            .AddTransient<AuditViewModel>().AddTransient<DecisionsViewModel>().AddTransient<StoryViewModel>().AddTransient<WebhooksViewModel>().AddTransient<RevisionsViewModel>().AddTransient<RevisionViewModel>().AddTransient<SimulatorViewModel>().AddTransient<DiagnoseViewModel>().AddTransient<ManyViewModel>().AddTransient<QuestionsViewModel>();

    /// <summary>People who open a page that is not there, or that fails, get a page; programs keep their short answers.</summary>
    public static void UsePageAnswers(this WebApplication app) => app.UseWhen(IsForPeople, pages =>
    {
        pages.UseExceptionHandler("/error", createScopeForErrors: true);
        pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    });

    /// <summary>Maps the pages, which need a signed-in person unless they say otherwise, and the files they load, which need nobody.</summary>
    public static void MapConsoleUi(this WebApplication app)
    {
        app.MapImportUpload();
        app.MapManyRequests();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<Root>().AddInteractiveServerRenderMode();
    }

    private static bool IsForPeople(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);
}

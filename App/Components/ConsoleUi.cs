using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Components.Pages.Home;
using AccessConsole.Components.Pages.Revisions;
using AccessConsole.Components.Pages.Simulator;
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
        return services
            .AddTransient<HomeViewModel>().AddTransient<GrantsViewModel>().AddTransient<GrantEditorViewModel>()
            .AddTransient<DraftsViewModel>().AddTransient<DraftReviewViewModel>()
            .AddTransient<RevisionsViewModel>().AddTransient<RevisionViewModel>().AddTransient<SimulatorViewModel>();
    }

    /// <summary>Maps the pages, which need a signed-in person unless they say otherwise, and the files they load, which need nobody.</summary>
    public static void MapConsoleUi(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<Root>().AddInteractiveServerRenderMode();
    }
}

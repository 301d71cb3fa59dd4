namespace AccessConsole.Components;

/// <summary>The pages.</summary>
public static class ConsoleUi
{
    public static IServiceCollection AddConsoleUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    public static void MapConsoleUi(this IEndpointRouteBuilder routes)
    {
    }
}

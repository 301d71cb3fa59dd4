using AccessConsole.Api;
using AccessConsole.Api.Access;
using AccessConsole.Auditing;
using AccessConsole.BreakGlasses;
using AccessConsole.Buildkite;
using AccessConsole.Campaigns;
using AccessConsole.Components;
using AccessConsole.Configuration;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Data;
using AccessConsole.Demo;
using AccessConsole.Diagnosing;
using AccessConsole.Drifting;
using AccessConsole.Distribution;
using AccessConsole.Drafts;
using AccessConsole.Emergencies;
using AccessConsole.Exploring;
using AccessConsole.IssuerKeys;
using AccessConsole.Outbound;
using AccessConsole.LeastPrivilege;
using AccessConsole.Publishing;
using AccessConsole.Requests;
using AccessConsole.Retention;
using AccessConsole.Rollouts;
using AccessConsole.Sample;
using AccessConsole.SignIn;
using AccessConsole.Signing;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;
using AccessConsole.Uploads;
using AccessConsole.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace AccessConsole.Hosting;

/// <summary>Puts the console together: the machine side first, which must outlive the rest.</summary>
public static class AccessConsoleHost
{
    public static void AddAccessConsole(this WebApplicationBuilder builder, Database database)
    {
        var services = builder.Services;
        UnreadableSettings.TakeOut(builder);
        if (!builder.Environment.IsDevelopment())
            builder.Logging.ClearProviders().AddJsonConsole(options => options.IncludeScopes = true);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        // What fails in the background degrades the console and does not end it; ServiceRestarts begins it anew.
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);

        services.AddSingleton(TimeProvider.System);
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ValidateConsoleOptions>().AddSingleton<DataPaths>();
        services.AddDataProtection().SetApplicationName("access-console");
        services.AddOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>().Configure<DataPaths, ILoggerFactory>(
            (options, paths, log) => options.XmlRepository =
                new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(new DirectoryInfo(paths.Sessions), log));

        builder.AddTelemetry();
        services.AddAccessData(database.ConnectionString);
        services.AddDistribution(builder.Configuration);
        services.AddPolicyWork(builder.Environment);
        services.AddSignIn(builder.Configuration, builder.Environment);
        services.AddManagementApi();
        services.AddConsoleUi();
    }

    public static void UseAccessConsole(this WebApplication app)
    {
        ConfigurationProblems.Check(app.Services);
        // INVARIANT (machine side): nothing stands before it, and what follows is named here, so that the framework puts nothing in front by itself.
        app.UseDistribution();
        UiReadiness.Use(app);
        MetricsEndpoint.Use(app);
        app.UseTracing();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = FailureAnswer.WriteAsync,
            // What a caller did wrong is told to the caller, and is no failure of ours.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        app.UseSecurityHeaders(ProviderSignIn.OriginOf(app.Configuration));
        app.UsePageAnswers();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWhenLoaded();
        app.UseAntiforgery();
        app.MapSignIn();
        app.MapManagementApi();
        app.MapConsoleUi();
        app.PrepareEndpoints();
    }

    /// <summary>Has the delegates of all addresses compiled on another thread while the policy is loaded: what listens waits for them.</summary>
    private static void PrepareEndpoints(this WebApplication app)
    {
        app.UseEndpoints(_ => { });
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>();
        _ = Task.Run(() => endpoints.Endpoints);
    }

    private static IBundleSealing ChooseSealing(IServiceProvider provider) => provider.GetRequiredService<SigningKeyRing>().AreElsewhere
        ? ActivatorUtilities.CreateInstance<SignerSealing>(provider)
        : ActivatorUtilities.CreateInstance<BundleSealer>(provider);

    private static void AddPolicyWork(this IServiceCollection services, IHostEnvironment host)
    {
        services.AddSingleton(new PolicyCompiler(TargetCompilers.All));
        services.AddSingleton(provider => new ChangeReviewer(provider.GetRequiredService<PolicyCompiler>(), host.IsDevelopment()));
        services.AddSingleton<LivePolicy>().AddSingleton(ChooseSealing).AddSingleton<CatchUp>().AddSingleton<Publisher>();
        services.AddSingleton<DraftWorkflow>().AddSingleton<DraftConflicts>().AddSingleton<Rollback>().AddSingleton<EmergencyWorkflow>().AddSingleton<ArtefactComparison>().AddSingleton<ImportWorkflow>().AddSingleton<ImportShelf>().AddSingleton<RequestShelf>();
        services.AddSingleton<DraftDiscussion>();
        services.AddRequests();
        services.AddSingleton<CampaignWorkflow>().AddSingleton<CampaignExport>();
        services.AddExploring();
        services.AddSingleton<CallDiagnoser>();
        services.AddLeastPrivilege();
        services.AddDrift();
        services.AddSingleton<AddressRules>().AddSingleton<OutboundClient>();
        services.AddBuildkite();
        services.AddWebhooks();
        services.AddRetention();
        services.AddRollouts();
        services.AddSingleton<DemoIssuer>().AddSingleton<AcceptedIssuerKeys>().AddSingleton<IssuerKeyRefresher>();
        services.AddSingleton<SampleLoader>().AddSingleton<PolicyLoader>().AddSingleton<UiReadiness>();
        services.AddHostedService(provider => provider.GetRequiredService<PolicyLoader>());
        services.AddHostedService<RevisionWatcher>();
        services.AddHostedService<BoundaryPublisher>();
        services.AddHostedService<ScheduledPublisher>();
        services.AddSingleton<BreakGlassWorkflow>().AddSingleton<BreakGlassWatch>().AddHostedService(provider => provider.GetRequiredService<BreakGlassWatch>());
        services.AddHostedService<SignatureKeeper>();
        services.AddSingleton<EffectiveSettings>().AddSingleton<StandingRecords>().AddHostedService<StandingRecorder>();
        services.AddSingleton<RequestRefusals>().AddSingleton<TokenIssuer>().AddHostedService<RefusalKeeper>();
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, ValidateAuditOptions>();
        services.AddSingleton<AuditNotes>().AddSingleton<ObservedExport>().AddSingleton<AuditCheckpoints>().AddSingleton<AuditExport>().AddHostedService<AuditSequencer>();
        services.AddSingleton<AuditFindings>().AddSingleton<AuditReading>().AddHostedService<AuditRereader>();
        services.AddHostedService(provider => provider.GetRequiredService<IssuerKeyRefresher>());
    }
}

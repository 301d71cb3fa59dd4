using AccessConsole.Auditing;
using AccessConsole.Configuration;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Certificates;
using AccessConsole.Distribution.Deciding;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Discovery;
using AccessConsole.Distribution.DiskCache;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution;

public static class DistributionServices
{
    /// <summary>Everything of the machine side; the stores of the ports are the caller's to register.</summary>
    public static IServiceCollection AddDistribution(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DistributionOptions>().Bind(configuration.GetSection(DistributionOptions.Section)).ValidateOnStart();
        services.AddOptions<SigningOptions>().Bind(configuration.GetSection(SigningOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DistributionOptions>, ValidateDistributionOptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SigningOptions>, ValidateSigningOptions>());
        services.AddOptions<DecisionOptions>().Bind(configuration.GetSection(DecisionOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DecisionOptions>, ValidateDecisionOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DataPaths>();
        services.TryAddSingleton<LivePolicy>();
        services.Configure<KestrelServerOptions>(ClientCertificates.Take);
        services.AddMetrics().AddSingleton<MachineMetrics>().AddSingleton<DecisionMetrics>();
        return services.AddSigning(configuration).AddTokens().AddBundles().AddDecisions().AddEndpoints();
    }

    /// <summary>
    /// Answers the machine side's addresses before anything else looks at the request. Call it first, and <c>UseRouting</c>, <c>UseAuthentication</c> and
    /// <c>UseAuthorization</c> after it by name: what is not named, WebApplication puts before it.
    /// </summary>
    public static WebApplication UseDistribution(this WebApplication app)
    {
        var router = app.Services.GetRequiredService<DistributionRouter>();
        app.Use(next => context => router.Handle(context) ?? next(context));
        return app;
    }

    private static IServiceCollection AddSigning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SigningKeySource>()
            .AddSingleton(provider => provider.GetRequiredService<SigningKeySource>().ReadRing())
            .AddSingleton<ApprovalEvidence>()
            .AddHostedService<KeyListKeeper>();
        return configuration.GetSection($"{SigningOptions.Section}:{nameof(SigningOptions.Signer)}").Exists()
            ? services.AddSingleton<SignerClient>().AddSingleton<IFreshnessStatements, SignerFreshness>().AddHostedService<SignerWatch>()
            : services.AddSingleton<IFreshnessStatements, OwnFreshness>();
    }

    private static IServiceCollection AddTokens(this IServiceCollection services) => services
        .AddSingleton<TokenMisses>().AddSingleton<TokenCache>().AddSingleton<TokenDiskCache>().AddHostedService<TokenKeeper>();

    private static IServiceCollection AddBundles(this IServiceCollection services) => services
        .AddSingleton<DegradedParts>().AddSingleton<ServiceRestarts>().AddSingleton<BundleDiskCache>()
        .AddSingleton<BundleCatalog>().AddSingleton<StandingBundles>().AddSingleton<NewestCheckpoint>().AddSingleton<FreshnessSigner>().AddHostedService<CatalogKeeper>()
        .AddSingleton<RolloutLedger>().AddSingleton<EnforcementPoints>().AddSingleton<WantedRevisions>().AddSingleton<PointPolls>().AddSingleton<ObservedRevisions>()
        .AddHostedService<EnforcementPointKeeper>().AddHostedService<RolloutKeeper>();

    private static IServiceCollection AddDecisions(this IServiceCollection services) => services.AddSingleton<DecisionQueue>().AddSingleton<DecisionThread>().AddHostedService<DecisionKeeper>()
        // Ends before the keeper does, and so hands on what it has.
        .AddSingleton<DecidedLog>().AddHostedService<DecidedKeeper>();

    private static IServiceCollection AddEndpoints(this IServiceCollection services) => services
        .AddSingleton<RefusalLog>().AddSingleton<ScopeRefusals>().AddSingleton<ClientTrust>().AddSingleton<PullerAuthentication>().AddSingleton<PostedCalls>().AddSingleton<HeldPollLimit>().AddSingleton<PollHolding>()
        .AddSingleton<BundleEndpoint>().AddSingleton<PinnedBundleEndpoint>().AddSingleton<KeysEndpoint>().AddSingleton<StatusEndpoint>().AddSingleton<LogsEndpoint>().AddSingleton<DiscoveryPoints>().AddSingleton<DiscoveryEndpoint>()
        .AddSingleton<LimitBuckets>().AddSingleton<RequestDecider>().AddSingleton<DecideEndpoint>().AddSingleton<AuthzEndpoint>()
        .AddSingleton<HealthEndpoints>().AddSingleton<DistributionRouter>();
}

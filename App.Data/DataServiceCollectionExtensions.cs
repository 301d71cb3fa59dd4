using AccessConsole.Core.Ports;
using AccessConsole.Data.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>Registers the ports on PostgreSQL.</summary>
public static class DataServiceCollectionExtensions
{
    /// <param name="connectionString">An Npgsql connection string to a migrated database; see <see cref="DatabaseMigrator"/>.</param>
    public static IServiceCollection AddAccessData(
        this IServiceCollection services, string connectionString, Action<AccessDataOptions>? configure = null)
    {
        services.AddOptions<AccessDataOptions>().Configure(configure ?? (_ => { }));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddPooledDbContextFactory<AccessDbContext>(
            (provider, options) => options.UseAccessStore(provider.GetRequiredService<NpgsqlDataSource>()));
        return services
            .AddSingleton<IPolicyStore, PolicyStore>()
            .AddSingleton<IBundleStore, BundleStore>()
            .AddSingleton<IRevisionFeed, RevisionFeed>()
            .AddSingleton<IDraftStore, DraftStore>()
            .AddSingleton<IEmergencyStore, EmergencyStore>()
            .AddSingleton<IBreakGlassStore, BreakGlassStore>()
            .AddSingleton<IReciprocityStore, ReciprocityStore>()
            .AddSingleton<IGrantRequestStore, GrantRequestStore>()
            .AddSingleton<ICampaignStore, CampaignStore>()
            .AddSingleton<IAuditLog, AuditLog>()
            .AddSingleton<IAuditTree, AuditTree>()
            .AddSingleton<ITokenStore, TokenStore>()
            .AddSingleton<IPersonStore, PersonStore>()
            .AddSingleton<IEnforcementPointStore, EnforcementPointStore>()
            .AddSingleton<IIssuerKeyStore, IssuerKeyStore>()
            .AddSingleton<IBuildkiteStore, BuildkiteStore>()
            .AddSingleton<IWebhookStore, WebhookStore>()
            .AddSingleton<IRetentionStore, RetentionStore>()
            .AddSingleton<IDecisionLog, DecisionLog>()
            .AddSingleton<IDecisionEvidence, DecisionEvidence>()
            .AddSingleton<IRolloutStore, RolloutStore>()
            .AddSingleton<IStageEvidence, StageEvidenceStore>()
            .AddSingleton<IStagedRolloutStore, StagedRolloutStore>();
    }
}

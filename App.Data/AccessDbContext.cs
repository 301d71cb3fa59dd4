using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data;

/// <summary>The store's tables. One context per operation, from its factory.</summary>
public sealed class AccessDbContext(DbContextOptions<AccessDbContext> options) : DbContext(options)
{
    public DbSet<Revision> Revisions => Set<Revision>();

    public DbSet<PolicyObjectRow> PolicyObjects => Set<PolicyObjectRow>();

    public DbSet<BundleRow> Bundles => Set<BundleRow>();

    public DbSet<Draft> Drafts => Set<Draft>();

    public DbSet<DraftEntry> DraftEntries => Set<DraftEntry>();

    public DbSet<BreakGlassReview> BreakGlassReviews => Set<BreakGlassReview>();

    public DbSet<EmergencyReview> EmergencyReviews => Set<EmergencyReview>();

    public DbSet<GrantRequest> GrantRequests => Set<GrantRequest>();

    public DbSet<RequestStepRow> GrantRequestSteps => Set<RequestStepRow>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<CampaignItem> CampaignItems => Set<CampaignItem>();

    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();

    public DbSet<AuditEventRow> AuditEvents => Set<AuditEventRow>();

    public DbSet<AuditSubtreeRow> AuditSubtrees => Set<AuditSubtreeRow>();

    public DbSet<AuditCheckpointRow> AuditCheckpoints => Set<AuditCheckpointRow>();

    public DbSet<AccessToken> Tokens => Set<AccessToken>();

    public DbSet<PersonRow> Persons => Set<PersonRow>();

    public DbSet<EnforcementPointRow> EnforcementPoints => Set<EnforcementPointRow>();

    public DbSet<IssuerKeySet> IssuerKeySets => Set<IssuerKeySet>();

    public DbSet<RolloutPlan> RolloutPlans => Set<RolloutPlan>();

    public DbSet<StagedRollout> StagedRollouts => Set<StagedRollout>();

    public DbSet<BuildkiteConnection> BuildkiteConnections => Set<BuildkiteConnection>();

    public DbSet<BuildkitePipelineRow> BuildkitePipelines => Set<BuildkitePipelineRow>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookMessageRow> WebhookMessages => Set<WebhookMessageRow>();

    public DbSet<WebhookDeliveryRow> WebhookDeliveries => Set<WebhookDeliveryRow>();

    public DbSet<WebhookCursorRow> WebhookCursor => Set<WebhookCursorRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstantConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AccessDbContext).Assembly);
}

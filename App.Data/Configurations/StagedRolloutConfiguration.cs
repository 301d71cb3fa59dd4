using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class StagedRolloutConfiguration : IEntityTypeConfiguration<StagedRollout>
{
    /// <summary>Grows with each change of any row, by the database's own hand: how replicas see that there is something new.</summary>
    public const string Change = "Change";

    public void Configure(EntityTypeBuilder<StagedRollout> builder)
    {
        builder.ToTable("staged_rollouts");
        builder.HasKey(r => new { r.Revision, r.Environment });
        builder.Property(r => r.Revision).ValueGeneratedNever();
        builder.Property(r => r.Stages).IsStoredJson();
        builder.Property(r => r.Health).IsStoredJson();
        builder.Property(r => r.StartedBy).IsStoredJson();
        builder.Property(r => r.State).HasConversion<string>();
        builder.Property<long>(Change).HasDefaultValue(0L);
        builder.Ignore(r => r.Stage);
        builder.HasIndex(r => r.Environment).IsUnique().HasFilter("state IN ('Going', 'Halted')").HasDatabaseName("ix_staged_rollouts_live");
        builder.HasIndex(Change);
    }
}

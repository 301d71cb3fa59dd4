using AccessConsole.Core.Ports;
using AccessConsole.Data.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class DraftConfiguration : IEntityTypeConfiguration<Draft>
{
    /// <summary>The version at which patch, base or title last changed: approvals of another do not count.</summary>
    public const string ContentVersion = "ContentVersion";

    /// <summary>The instant of the schedule, for searches.</summary>
    public const string ScheduledFor = "ScheduledFor";

    public void Configure(EntityTypeBuilder<Draft> builder)
    {
        builder.ToTable("drafts");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.Property<int>(ContentVersion);
        builder.Property(d => d.Patch).HasColumnType("jsonb").HasConversion(patch => PolicyBodies.WritePatch(patch), json => PolicyBodies.ReadPatch(json));
        builder.Property(d => d.State).HasConversion<string>();
        builder.Property(d => d.Owner).IsStoredJson();
        builder.Property(d => d.Authors).IsStoredJson();
        builder.Property(d => d.Places).IsStoredJson().HasDefaultValueSql("'[]'::jsonb").ValueGeneratedNever();
        builder.Property(d => d.Schedule).IsStoredJson();
        builder.Property<DateTimeOffset?>(ScheduledFor);
        builder.Ignore(d => d.Approvals);
        builder.HasIndex(d => d.Authors).HasMethod("gin");
        builder.HasIndex(d => new { d.UpdatedAt, d.Id });
        builder.HasIndex(ScheduledFor).HasFilter("scheduled_for IS NOT NULL");
    }
}

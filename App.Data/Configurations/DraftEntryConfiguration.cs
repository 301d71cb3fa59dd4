using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class DraftEntryConfiguration : IEntityTypeConfiguration<DraftEntry>
{
    public void Configure(EntityTypeBuilder<DraftEntry> builder)
    {
        builder.ToTable("draft_entries");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).UseIdentityAlwaysColumn();
        builder.Property(e => e.Kind).HasConversion<string>();
        builder.Property(e => e.Actor).IsStoredJson();
        builder.Property(e => e.About).IsStoredJson();
        builder.Property(e => e.Fallen).IsStoredJson();
        builder.HasOne<Draft>().WithMany().HasForeignKey(e => e.DraftId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(e => new { e.DraftId, e.Id });
        builder.HasIndex(e => e.DraftId, "ix_draft_entries_of_submitted").HasFilter("of_submitted");
    }
}

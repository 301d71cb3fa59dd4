using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class RevisionConfiguration : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.ToTable("revisions");
        // INVARIANT (revision order): the key makes a second publisher of the same number impossible, whatever the lock does.
        builder.HasKey(r => r.Number);
        builder.Property(r => r.Number).ValueGeneratedNever();
        builder.Property(r => r.Author).IsStoredJson();
        builder.Property(r => r.Approvals).IsStoredJson();
        builder.Property(r => r.Emergency).IsStoredJson();
        builder.Property(r => r.BreakGlass).IsStoredJson();
        builder.HasIndex(r => r.EffectiveAt);
        builder.HasIndex(r => r.Number, "ix_revisions_emergency").HasFilter("emergency IS NOT NULL");
        builder.HasIndex(r => r.Number, "ix_revisions_break_glass").HasFilter("break_glass IS NOT NULL");
    }
}

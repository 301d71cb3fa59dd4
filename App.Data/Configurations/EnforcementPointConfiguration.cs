using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class EnforcementPointConfiguration : IEntityTypeConfiguration<EnforcementPointRow>
{
    public void Configure(EntityTypeBuilder<EnforcementPointRow> builder)
    {
        builder.ToTable("enforcement_points");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Target).IsStoredText();
        builder.Property(p => p.Labels).IsStoredJson();
        builder.HasIndex(p => p.HighestRevision);
        builder.HasIndex(p => p.LastSeen);
    }
}

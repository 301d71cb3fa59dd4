using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class AuditSubtreeConfiguration : IEntityTypeConfiguration<AuditSubtreeRow>
{
    public void Configure(EntityTypeBuilder<AuditSubtreeRow> builder)
    {
        builder.ToTable("audit_subtrees");
        builder.HasKey(s => new { s.Level, s.Index });
    }
}

using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEventRow>
{
    public void Configure(EntityTypeBuilder<AuditEventRow> builder)
    {
        builder.ToTable("audit_events");
        builder.HasKey(e => e.Sequence);
        builder.Property(e => e.Sequence).ValueGeneratedNever();
        // Lists are by time, which is not wholly the log's order: an event's time is taken before its place is.
        builder.HasIndex(e => new { e.At, e.Sequence });
        builder.HasIndex(e => new { e.Action, e.At, e.Sequence });
        builder.HasIndex(e => new { e.Subject, e.At, e.Sequence });
        builder.HasIndex(e => new { e.ActorIssuer, e.ActorSubject, e.At, e.Sequence });
    }
}

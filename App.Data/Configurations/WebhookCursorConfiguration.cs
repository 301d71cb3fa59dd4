using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class WebhookCursorConfiguration : IEntityTypeConfiguration<WebhookCursorRow>
{
    public void Configure(EntityTypeBuilder<WebhookCursorRow> builder)
    {
        builder.ToTable("webhook_cursor");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
    }
}

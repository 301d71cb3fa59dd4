using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDeliveryRow>
{
    public void Configure(EntityTypeBuilder<WebhookDeliveryRow> builder)
    {
        builder.ToTable("webhook_deliveries");
        builder.HasKey(d => new { d.WebhookId, d.Place });
        builder.Property(d => d.State).IsStoredText();
        builder.HasIndex(d => new { d.WebhookId, d.State, d.Place });
    }
}

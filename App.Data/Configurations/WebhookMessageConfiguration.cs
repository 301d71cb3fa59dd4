using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class WebhookMessageConfiguration : IEntityTypeConfiguration<WebhookMessageRow>
{
    public void Configure(EntityTypeBuilder<WebhookMessageRow> builder)
    {
        builder.ToTable("webhook_messages");
        builder.HasKey(m => m.Place);
        builder.Property(m => m.Place).UseIdentityAlwaysColumn();
        builder.HasIndex(m => m.Key).IsUnique();
    }
}

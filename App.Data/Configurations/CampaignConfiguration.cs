using AccessConsole.Core.Campaigns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.Property(c => c.OpenedBy).IsStoredJson();
        builder.Property(c => c.Filter).IsStoredJson();
        builder.Property(c => c.End).HasColumnName("closed").IsStoredJson();
        builder.HasIndex(c => new { c.OpenedAt, c.Id });
    }
}

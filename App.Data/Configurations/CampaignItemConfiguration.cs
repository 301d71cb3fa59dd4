using System.Text;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class CampaignItemConfiguration : IEntityTypeConfiguration<CampaignItem>
{
    public void Configure(EntityTypeBuilder<CampaignItem> builder)
    {
        builder.ToTable("campaign_items");
        builder.HasKey(i => new { i.CampaignId, i.GrantId });
        builder.Property(i => i.Grant).HasColumnName("body").HasColumnType("jsonb").HasConversion(
            grant => Encoding.UTF8.GetString(PolicyObjectJson.Write(grant)), json => (Grant)PolicyObjectJson.Read(PolicyKind.Grant, Encoding.UTF8.GetBytes(json)));
        builder.Property(i => i.Places).IsStoredJson();
        builder.Property(i => i.Decision).IsStoredJson();
        builder.Property(i => i.Verdict).HasConversion<string>();
        builder.HasOne<Campaign>().WithMany().HasForeignKey(i => i.CampaignId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => new { i.CampaignId, i.Number }).IsUnique();
        builder.HasIndex(i => new { i.CampaignId, i.Verdict, i.Number });
    }
}

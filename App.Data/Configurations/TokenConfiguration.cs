using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class TokenConfiguration : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("tokens");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Kind).HasConversion<string>();
        builder.Property(t => t.Hash).HasConversion(hash => hash.ToArray(), bytes => bytes);
        builder.Property(t => t.Owner).IsStoredJson();
        builder.Property(t => t.Labels).IsStoredJson();
        builder.Property(t => t.Target).IsStoredText();
        builder.Property(t => t.SpiffeId).IsStoredText();
        builder.Property(t => t.Role).HasConversion<string>();
        builder.Property(t => t.Environments).IsStoredJson();
        builder.Property(t => t.ServiceLabels).IsStoredJson().HasDefaultValueSql("'[]'::jsonb").ValueGeneratedNever();
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => t.SpiffeId).IsUnique().HasFilter("spiffe_id IS NOT NULL AND revoked_at IS NULL");
    }
}

using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class IssuerKeySetConfiguration : IEntityTypeConfiguration<IssuerKeySet>
{
    public void Configure(EntityTypeBuilder<IssuerKeySet> builder)
    {
        builder.ToTable("issuer_key_sets");
        builder.HasKey(s => new { s.Provider, s.Version });
        builder.Property(s => s.Keys).IsStoredJson();
        builder.Property(s => s.Retired).IsStoredJson();
    }
}

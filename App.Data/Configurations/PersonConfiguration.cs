using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class PersonConfiguration : IEntityTypeConfiguration<PersonRow>
{
    public void Configure(EntityTypeBuilder<PersonRow> builder)
    {
        builder.ToTable("persons");
        builder.HasKey(p => new { p.Issuer, p.Subject });
        builder.Property(p => p.Role).HasConversion<string>();
        builder.Property(p => p.Groups).IsStoredJson();
        builder.Property(p => p.Views).IsStoredJson().HasDefaultValueSql("'[]'::jsonb");
    }
}

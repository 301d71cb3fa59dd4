using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class PolicyObjectConfiguration : IEntityTypeConfiguration<PolicyObjectRow>
{
    private const string Standing = "valid_to IS NULL";

    public void Configure(EntityTypeBuilder<PolicyObjectRow> builder)
    {
        builder.ToTable("policy_objects");
        builder.HasKey(o => new { o.Kind, o.Name, o.ValidFrom });
        builder.Property(o => o.Kind).IsStoredText();
        builder.Property(o => o.Body).HasColumnType("jsonb");
        builder.HasIndex(o => new { o.Kind, o.Name }).IsUnique().HasFilter(Standing);
        builder.HasIndex(o => new { o.Kind, o.Id }).IsUnique().HasFilter($"{Standing} AND id IS NOT NULL");
        builder.HasIndex(o => o.Id);
        builder.HasIndex(o => o.ValidFrom);
        builder.HasIndex(o => o.ValidTo);
    }
}

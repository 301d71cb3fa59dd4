using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class BundleConfiguration : IEntityTypeConfiguration<BundleRow>
{
    public void Configure(EntityTypeBuilder<BundleRow> builder)
    {
        builder.ToTable("bundles");
        builder.HasKey(b => new { b.Scope, b.Revision, b.KeyId });
        builder.Property(b => b.Target).IsStoredText();
        builder.HasIndex(b => b.PublishedIn);
    }
}

using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class BuildkiteConnectionConfiguration : IEntityTypeConfiguration<BuildkiteConnection>
{
    public void Configure(EntityTypeBuilder<BuildkiteConnection> builder)
    {
        builder.ToTable("buildkite_connections");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.AddedBy).IsStoredJson();
        builder.Property(c => c.Clusters).IsStoredJson();
        builder.HasIndex(c => c.Organization).IsUnique();
    }
}

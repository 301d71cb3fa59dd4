using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class BuildkitePipelineConfiguration : IEntityTypeConfiguration<BuildkitePipelineRow>
{
    public void Configure(EntityTypeBuilder<BuildkitePipelineRow> builder)
    {
        builder.ToTable("buildkite_pipelines");
        builder.HasKey(p => new { p.ConnectionId, p.Id });
        builder.Property(p => p.Body).IsStoredJson();
    }
}

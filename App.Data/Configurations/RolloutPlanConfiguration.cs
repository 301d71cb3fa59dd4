using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class RolloutPlanConfiguration : IEntityTypeConfiguration<RolloutPlan>
{
    public void Configure(EntityTypeBuilder<RolloutPlan> builder)
    {
        builder.ToTable("rollout_plans");
        builder.HasKey(p => p.Environment);
        builder.Property(p => p.Stages).IsStoredJson();
        builder.Property(p => p.Health).IsStoredJson();
        builder.Ignore(p => p.StageNames);
    }
}

using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class BreakGlassReviewConfiguration : IEntityTypeConfiguration<BreakGlassReview>
{
    public void Configure(EntityTypeBuilder<BreakGlassReview> builder)
    {
        builder.ToTable("break_glass_reviews");
        builder.HasKey(r => r.Revision);
        builder.Property(r => r.Revision).ValueGeneratedNever();
        builder.Property(r => r.Reviewer).IsStoredJson();
        builder.Property(r => r.Verdict).HasConversion<string>();
    }
}

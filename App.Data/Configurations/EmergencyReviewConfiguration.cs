using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class EmergencyReviewConfiguration : IEntityTypeConfiguration<EmergencyReview>
{
    public void Configure(EntityTypeBuilder<EmergencyReview> builder)
    {
        builder.ToTable("emergency_reviews");
        builder.HasKey(r => r.Revision);
        builder.Property(r => r.Revision).ValueGeneratedNever();
        builder.Property(r => r.Reviewer).IsStoredJson();
    }
}

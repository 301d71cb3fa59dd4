using AccessConsole.Core.Requests;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class RequestStepConfiguration : IEntityTypeConfiguration<RequestStepRow>
{
    public void Configure(EntityTypeBuilder<RequestStepRow> builder)
    {
        builder.ToTable("grant_request_steps");
        builder.HasKey(s => new { s.RequestId, s.Number });
        builder.Property(s => s.Step).IsStoredJson();
        builder.HasOne<GrantRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

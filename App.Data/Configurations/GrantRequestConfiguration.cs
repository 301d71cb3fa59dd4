using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccessConsole.Data.Configurations;

internal sealed class GrantRequestConfiguration : IEntityTypeConfiguration<GrantRequest>
{
    public void Configure(EntityTypeBuilder<GrantRequest> builder)
    {
        builder.ToTable("grant_requests");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Property(r => r.Requester).IsStoredJson();
        builder.Property(r => r.Grant).HasColumnName("body").HasColumnType("jsonb").HasConversion(
            grant => Encoding.UTF8.GetString(PolicyObjectJson.Write(grant)), json => (Grant)PolicyObjectJson.Read(PolicyKind.Grant, Encoding.UTF8.GetBytes(json)));
        builder.Property(r => r.Places).IsStoredJson();
        builder.Property(r => r.State).HasConversion<string>();
        builder.Property(r => r.Extension).IsStoredJson();
        builder.Ignore(r => r.Steps);
        builder.HasIndex(r => r.Requester).HasMethod("gin");
        builder.HasIndex(r => new { r.AskedAt, r.Id });
        builder.HasIndex(r => new { r.PrincipalId, r.RoleId });
    }
}

using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class PipelineShape
{
    // Stands for an organization that is missing, which is reported where it is read.
    private static readonly Organization Unreadable = new() { Slug = "" };

    public static Pipeline Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Provider = reader.Text("provider"),
        Organization = reader.RequiredObject("organization", ReadOrganization) ?? Unreadable,
        Slug = reader.Text("slug"),
        Id = reader.Id("id"),
        SpiffeId = reader.SpiffeId("spiffeId"),
        Labels = reader.Map("labels"),
    };

    public static void Write(ObjectWriter writer, Pipeline pipeline)
    {
        writer.Text("name", pipeline.Name);
        writer.Text("provider", pipeline.Provider);
        writer.Object("organization", pipeline.Organization, WriteOrganization);
        writer.Text("slug", pipeline.Slug);
        writer.Id("id", pipeline.Id);
        writer.SpiffeId("spiffeId", pipeline.SpiffeId);
        writer.Map("labels", pipeline.Labels);
    }

    private static Organization ReadOrganization(ObjectReader reader) => new() { Slug = reader.Text("slug"), Id = reader.Id("id") };

    private static void WriteOrganization(ObjectWriter writer, Organization organization)
    {
        writer.Text("slug", organization.Slug);
        writer.Id("id", organization.Id);
    }
}

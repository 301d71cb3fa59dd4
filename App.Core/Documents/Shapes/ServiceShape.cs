using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class ServiceShape
{
    public static Service Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Labels = reader.Map("labels"),
        Deployments = reader.Optional("deployments")?.List(item => item.Object()?.Whole(DeploymentShape.Read), DeploymentShape.Unreadable) ?? [],
    };

    public static void Write(ObjectWriter writer, Service service)
    {
        writer.Text("name", service.Name);
        writer.Id("id", service.Id);
        writer.Map("labels", service.Labels);
        writer.List("deployments", service.Deployments, deployment => ObjectWriter.Object(deployment, DeploymentShape.Write));
    }
}

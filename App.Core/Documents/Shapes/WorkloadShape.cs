using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class WorkloadShape
{
    public static Workload Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        SpiffeId = reader.SpiffeId("spiffeId"),
        Provider = reader.OptionalText("provider"),
        Claims = reader.Map("claims"),
        Labels = reader.Map("labels"),
    };

    public static void Write(ObjectWriter writer, Workload workload)
    {
        writer.Text("name", workload.Name);
        writer.Id("id", workload.Id);
        writer.SpiffeId("spiffeId", workload.SpiffeId);
        writer.Text("provider", workload.Provider);
        writer.Map("claims", workload.Claims);
        writer.Map("labels", workload.Labels);
    }
}

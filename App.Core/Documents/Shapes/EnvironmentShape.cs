using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class EnvironmentShape
{
    public static PolicyEnvironment Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Approvals = reader.Optional("approvals")?.Integer() ?? 0,
        Exactness = reader.Word("exactness", Words.Exactness, Exactness.AtLeastOneHop),
        Narrower = reader.Word("narrower", Words.Acceptance, Acceptance.Refuse),
        Residuals = reader.Word("residuals", Words.Acceptance, Acceptance.Accept),
        OnStale = reader.Word("onStale", Words.OnStale, OnStale.Keep),
    };

    public static void Write(ObjectWriter writer, PolicyEnvironment environment)
    {
        writer.Text("name", environment.Name);
        writer.Id("id", environment.Id);
        writer.Number("approvals", environment.Approvals, unless: 0);
        writer.Word("exactness", Words.Exactness, environment.Exactness, Exactness.AtLeastOneHop);
        writer.Word("narrower", Words.Acceptance, environment.Narrower, Acceptance.Refuse);
        writer.Word("residuals", Words.Acceptance, environment.Residuals, Acceptance.Accept);
        writer.Word("onStale", Words.OnStale, environment.OnStale, OnStale.Keep);
    }
}

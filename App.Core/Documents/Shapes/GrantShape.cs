using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class GrantShape
{
    private static readonly PrincipalSelector Nobody = new();

    public static Grant Read(ObjectReader reader) => new()
    {
        Name = reader.Text("name"),
        Id = reader.Id("id"),
        Effect = reader.Required("effect")?.Word(Words.Effect) ?? Effect.Deny,
        Principals = reader.RequiredObject("principals", ReadPrincipals) ?? Nobody,
        Role = reader.Text("role"),
        Environments = reader.RequiredTexts("environments"),
        When = reader.Object("when", ConditionsShape.Read) ?? Conditions.None,
        ValidFrom = reader.Time("validFrom"),
        Expires = reader.Time("expires"),
        RateLimit = reader.Object("rateLimit", ReadLimit),
        Reason = reader.OptionalText("reason"),
    };

    public static void Write(ObjectWriter writer, Grant grant)
    {
        writer.Text("name", grant.Name);
        writer.Id("id", grant.Id);
        writer.Word("effect", Words.Effect, grant.Effect);
        writer.Object("principals", grant.Principals, WritePrincipals);
        writer.Text("role", grant.Role);
        writer.Texts("environments", grant.Environments);
        writer.Object("when", grant.When.IsEmpty ? null : grant.When, ConditionsShape.Write);
        writer.Time("validFrom", grant.ValidFrom);
        writer.Time("expires", grant.Expires);
        writer.Object("rateLimit", grant.RateLimit, WriteLimit);
        writer.Text("reason", grant.Reason);
    }

    private static PrincipalSelector ReadPrincipals(ObjectReader reader) => new()
    {
        Pipelines = reader.Object("pipelines", SelectorShape.Read),
        Workloads = reader.Object("workloads", SelectorShape.Read),
        Anyone = reader.Flag("anyone"),
    };

    private static void WritePrincipals(ObjectWriter writer, PrincipalSelector principals)
    {
        writer.Object("pipelines", principals.Pipelines, SelectorShape.Write);
        writer.Object("workloads", principals.Workloads, SelectorShape.Write);
        writer.Flag("anyone", principals.Anyone);
    }

    private static RateLimit ReadLimit(ObjectReader reader) => new()
    {
        Requests = reader.Required("requests")?.Integer() ?? 1,
        Per = reader.Required("per")?.Word(Words.RatePeriod) ?? RatePeriod.Minute,
        Burst = reader.Optional("burst")?.Integer() ?? 0,
    };

    private static void WriteLimit(ObjectWriter writer, RateLimit limit)
    {
        writer.Number("requests", limit.Requests);
        writer.Word("per", Words.RatePeriod, limit.Per);
        writer.Number("burst", limit.Burst, unless: 0);
    }
}

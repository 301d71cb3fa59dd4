using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>A request to decide: a test's <c>given</c>, and what the API is asked.</summary>
internal static class RequestShape
{
    /// <summary>Of a test, where what decides must be written.</summary>
    public static DecisionRequest Read(ObjectReader reader) => Read(reader, reader.Text, reader.OptionalText);

    /// <summary>Of the API, where whatever is asked gets a decision: absent and null are nothing, and texts are taken as they are.</summary>
    public static DecisionRequest ReadAny(ObjectReader reader)
    {
        return Read(reader, name => Any(name) ?? "", Any);

        string? Any(string name) => Present(reader, name)?.AnyText();
    }

    public static void Write(ObjectWriter writer, DecisionRequest request)
    {
        writer.Text("pipeline", request.Pipeline);
        writer.Text("workload", request.Workload);
        writer.Member("claims", request.Claims is { } claims ? JsonTree.Read(System.Text.Encoding.UTF8.GetBytes(claims), new TreeBuilder(new ProblemList(), anyCharacter: true)) : null);
        writer.Text("spiffeId", request.SpiffeId);
        writer.Text("branch", request.Branch);
        writer.Text("tag", request.Tag);
        writer.Text("source", request.Source);
        writer.Text("queue", request.Queue);
        writer.Text("cluster", request.Cluster);
        writer.Text("step", request.Step);
        writer.Text("environment", request.Environment);
        writer.Text("service", request.Service);
        writer.Text("method", request.Method);
        writer.Text("path", request.Path);
        writer.Time("time", request.Time);
    }

    private static DecisionRequest Read(ObjectReader reader, Func<string, string> text, Func<string, string?> optionalText) => new()
    {
        Pipeline = optionalText("pipeline"),
        Workload = optionalText("workload"),
        Claims = Present(reader, "claims") is { } claims ? ReadClaims(claims) : null,
        SpiffeId = optionalText("spiffeId"),
        Branch = optionalText("branch"),
        Tag = optionalText("tag"),
        Source = optionalText("source"),
        Queue = optionalText("queue"),
        Cluster = optionalText("cluster"),
        Step = optionalText("step"),
        Environment = text("environment"),
        Service = text("service"),
        Method = text("method"),
        Path = text("path"),
        Time = Present(reader, "time") is null ? null : reader.Time("time"),
    };

    private static ValueReader? Present(ObjectReader reader, string name) =>
        reader.Optional(name) is { Node: not ScalarNode { Kind: ScalarKind.Null } } value ? value : null;

    private static string? ReadClaims(ValueReader value)
    {
        if (value.Object() is null)
            return null;
        return CanonicalJson.FirstUnsayable(value.Node) is { } number
            ? value.Error(DiagnosticCodes.ClaimsInvalid, $"`{Shown.Text(number.Text)}` is no number that JSON can say: write it as JSON does, or quote it")
            : CanonicalJson.Write(value.Node);
    }
}

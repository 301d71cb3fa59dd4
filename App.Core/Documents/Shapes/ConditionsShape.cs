using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class ConditionsShape
{
    private static readonly Pattern Unreadable = Pattern.Parse("unreadable");

    public static Conditions Read(ObjectReader reader)
    {
        if (reader.Count == 0)
            reader.Error(DiagnosticCodes.EmptyValue, "an empty `when` says nothing: leave it out, or give a condition");
        return new Conditions
        {
            Branches = Patterns(reader, "branches"),
            Tags = Patterns(reader, "tags"),
            Sources = Patterns(reader, "sources"),
            Queues = Patterns(reader, "queues"),
            Clusters = Patterns(reader, "clusters"),
            Steps = Patterns(reader, "steps"),
        };
    }

    public static void Write(ObjectWriter writer, Conditions when)
    {
        writer.Texts("branches", when.Branches.Select(p => p.Text));
        writer.Texts("tags", when.Tags.Select(p => p.Text));
        writer.Texts("sources", when.Sources.Select(p => p.Text));
        writer.Texts("queues", when.Queues.Select(p => p.Text));
        writer.Texts("clusters", when.Clusters.Select(p => p.Text));
        writer.Texts("steps", when.Steps.Select(p => p.Text));
    }

    private static ValueList<Pattern> Patterns(ObjectReader reader, string name) => reader.Optional(name)?.List(ReadPattern, Unreadable) ?? [];

    private static Pattern? ReadPattern(ValueReader value)
    {
        if (value.Text() is not { } text)
            return null;
        if (!Pattern.TryParse(text, out var pattern, out var error))
            value.Error(DiagnosticCodes.PatternInvalid, error);
        return pattern;
    }
}

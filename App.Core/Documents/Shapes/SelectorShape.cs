using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>Exactly one of <c>names</c>, <c>labels</c> and <c>all: true</c>.</summary>
internal static class SelectorShape
{
    /// <summary>Stands for a selector that could not be read.</summary>
    public static Selector Nothing { get; } = new Selector.Names([]);

    public static Selector Read(ObjectReader reader)
    {
        var (names, labels, all) = (reader.Optional("names"), reader.Optional("labels"), reader.Optional("all"));
        if (new[] { names, labels, all }.Count(member => member is not null) != 1)
        {
            reader.Error(DiagnosticCodes.ConflictingMembers, "a selector is exactly one of `names`, `labels` and `all: true`");
            return Nothing;
        }

        if (names is { } listed)
            return new Selector.Names(listed.List(item => item.Text(), ""));
        return labels is { } wanted ? new Selector.Labels(wanted.Map()) : All(all!.Value);
    }

    public static void Write(ObjectWriter writer, Selector selector)
    {
        switch (selector)
        {
            case Selector.Names names:
                writer.Texts("names", names.Values);
                break;
            case Selector.Labels labels:
                writer.Map("labels", labels.Values);
                break;
            case Selector.All:
                writer.Flag("all", true);
                break;
        }
    }

    private static Selector All(ValueReader value)
    {
        if (value.Flag() == false)
            value.Error(DiagnosticCodes.UnknownWord, "`all: false` selects nothing: write `all: true`, or select by `names` or `labels`");
        return Selector.Everything;
    }
}

using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import;

/// <summary>Cells as parts of an object's tree, and back.</summary>
internal static class CsvCells
{
    /// <summary>What a cell means; null for an empty one, which stands for an absent part.</summary>
    /// <param name="report">Is told why a cell means nothing.</param>
    public static DocumentNode? Read(CellKind kind, string cell, Action<string> report)
    {
        var text = kind == CellKind.Text ? cell : cell.Trim(' ');
        if (text.Length == 0)
            return null;
        return kind switch
        {
            CellKind.Text or CellKind.Word => Scalar(text),
            CellKind.Flag => Flag(text, report),
            CellKind.Number => new ScalarNode(int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _) ? ScalarKind.Number : ScalarKind.Text, text),
            CellKind.List => Sequence(CellText.Split(cell).Select(v => Scalar(v.Text))),
            CellKind.Map => Map(CellText.Split(cell), report),
            CellKind.Selector => Selector(CellText.Split(cell), report),
            CellKind.Hops => Sequence(CellText.Split(cell).Select(Hop)),
        };
    }

    public static string Write(CellKind kind, DocumentNode? part) => (kind, part) switch
    {
        (_, null) => "",
        (CellKind.List, SequenceNode list) => CellText.Join(Texts(list)),
        (CellKind.Map, MappingNode map) => CellText.Join(Entries(map)),
        (CellKind.Selector, MappingNode selector) => WriteSelector(selector),
        (CellKind.Hops, SequenceNode hops) => string.Join(';', hops.Items.Select(WriteHop)),
        (_, ScalarNode scalar) => scalar.Text,
        _ => throw new System.Diagnostics.UnreachableException($"no cell of kind {kind} for {part.Noun}"),
    };

    private static ScalarNode? Flag(string text, Action<string> report)
    {
        if (IsWord(text, "true") || IsWord(text, "yes"))
            return new ScalarNode(ScalarKind.Boolean, "true");
        if (IsWord(text, "false") || IsWord(text, "no"))
            return null;
        report($"`{Shown.Text(text)}` is neither `true` nor `false`: write one of them, or leave the cell empty");
        return Refused();
    }

    private static DocumentNode Map(List<CellValue> values, Action<string> report)
    {
        if (values.Find(v => v.Key is null) is { } alone)
        {
            report($"`{Shown.Text(alone.Text)}` has no value: write `key=value`, with `;` between several");
            return Refused();
        }

        return MapOf(values, report);
    }

    private static DocumentNode MapOf(List<CellValue> values, Action<string> report)
    {
        var map = new MappingNode();
        foreach (var value in values)
        {
            if (map.Find(value.Key!) is not null)
            {
                report($"`{Shown.Text(value.Key!)}` is given twice: keep one of them");
                return Refused();
            }

            map.Add(new Member(value.Key!, Scalar(value.Value)));
        }

        return map;
    }

    private static DocumentNode Selector(List<CellValue> values, Action<string> report)
    {
        var selector = new MappingNode();
        if (values is [{ IsAll: true }])
        {
            selector.Add(new Member("all", new ScalarNode(ScalarKind.Boolean, "true")));
        }
        else if (values.TrueForAll(v => v.Key is null && !v.IsAll))
        {
            selector.Add(new Member("names", Sequence(values.Select(v => Scalar(v.Text)))));
        }
        else if (values.TrueForAll(v => v.Key is not null))
        {
            selector.Add(new Member("labels", MapOf(values, report)));
        }
        else
        {
            report("a cell selects either by names, or by labels as `key=value`, or all by `*` alone: use two grants for two of them");
            return Refused();
        }

        return selector;
    }

    private static DocumentNode Hop(CellValue value)
    {
        if (value.Key is null)
            return Scalar(value.Text);
        var gateway = new MappingNode();
        gateway.Add(new Member("engine", Scalar(value.Key)));
        gateway.Add(new Member("spiffeId", Scalar(value.Value)));
        return gateway;
    }

    private static string WriteSelector(MappingNode selector)
    {
        if (selector.Find("names")?.Value is SequenceNode names)
            return CellText.JoinNames(Texts(names));
        return selector.Find("labels")?.Value is MappingNode labels ? CellText.Join(Entries(labels)) : "*";
    }

    private static string WriteHop(DocumentNode hop) => hop is MappingNode gateway
        ? CellText.Join([(TextOf(gateway.Find("engine")!.Value), TextOf(gateway.Find("spiffeId")!.Value))])
        : CellText.Join([TextOf(hop)]);

    private static IEnumerable<string> Texts(SequenceNode list) => list.Items.Select(TextOf);

    private static IEnumerable<(string Key, string Value)> Entries(MappingNode map) => map.Members.Select(m => (m.Name, TextOf(m.Value)));

    private static string TextOf(DocumentNode node) => ((ScalarNode)node).Text;

    private static SequenceNode Sequence(IEnumerable<DocumentNode> items)
    {
        var sequence = new SequenceNode();
        foreach (var item in items)
            sequence.Add(item);
        return sequence;
    }

    private static ScalarNode Scalar(string text) => new(ScalarKind.Text, text);

    private static ScalarNode Refused() => new(ScalarKind.Refused, "");

    private static bool IsWord(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);
}

using System.Globalization;
using System.Text;

namespace AccessConsole.Core.Documents.Text;

/// <summary>One value of a document, whatever it was written in; a document is read into and printed from a tree of them.</summary>
internal abstract class DocumentNode(int line = 0, int column = 0)
{
    private DocumentNode? parent;
    private string? key;
    private int index;

    /// <summary>1-based; 0 for a node that no text was read for.</summary>
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>What the node is, in a sentence about wrong types.</summary>
    public abstract string Noun { get; }

    /// <summary>The JSON pointer, put together when a problem asks for it.</summary>
    public string Pointer
    {
        get
        {
            var text = new StringBuilder();
            for (var node = this; node.parent is not null; node = node.parent)
                text.Insert(0, node.Step).Insert(0, '/');
            return text.ToString();
        }
    }

    private string Step => key is null ? index.ToString(CultureInfo.InvariantCulture) : EscapeStep(key);

    /// <summary>A member's name as RFC 6901 writes it in a pointer.</summary>
    public static string EscapeStep(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    protected void Adopt(DocumentNode child, string? childKey, int childIndex) =>
        (child.parent, child.key, child.index) = (this, childKey, childIndex);
}

/// <summary>Members in the order in which they were written; names are unique.</summary>
internal sealed class MappingNode(int line = 0, int column = 0) : DocumentNode(line, column)
{
    // Nearly every mapping of a document is small, where a scan beats hashing; the few large ones (claims) are bounded by their limit.
    private const int ScanLimit = 16;
    private readonly List<Member> members = [];
    private Dictionary<string, int>? index;

    public override string Noun => "an object";

    public IReadOnlyList<Member> Members => members;

    public Member? Find(string name)
    {
        if (members.Count > ScanLimit)
            return FindIndexed(name);
        foreach (var member in members)
        {
            if (string.Equals(member.Name, name, StringComparison.Ordinal))
                return member;
        }

        return null;
    }

    public void Add(Member member)
    {
        Adopt(member.Value, member.Name, 0);
        index?.Add(member.Name, members.Count);
        members.Add(member);
    }

    private Member? FindIndexed(string name)
    {
        index ??= members.Select((member, i) => (member.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        return index.TryGetValue(name, out var position) ? members[position] : null;
    }
}

/// <summary>One name with its value; line and column are the name's.</summary>
internal sealed record Member(string Name, DocumentNode Value, int Line = 0, int Column = 0);

internal sealed class SequenceNode(int line = 0, int column = 0) : DocumentNode(line, column)
{
    private readonly List<DocumentNode> items = [];

    public override string Noun => "a list";

    public IReadOnlyList<DocumentNode> Items => items;

    public void Add(DocumentNode item)
    {
        Adopt(item, null, items.Count);
        items.Add(item);
    }
}

/// <summary>A text, number, truth value or null, with its text.</summary>
internal sealed class ScalarNode(ScalarKind kind, string text, int line = 0, int column = 0) : DocumentNode(line, column)
{
    public ScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    public override string Noun => Kind switch
    {
        ScalarKind.Text => "a text",
        ScalarKind.Number => "a number",
        ScalarKind.Boolean => "a truth value",
        ScalarKind.Null => "nothing",
        ScalarKind.Refused => "refused",
    };
}

internal enum ScalarKind
{
    Text,
    Number,

    /// <summary>Its text is <c>true</c> or <c>false</c>.</summary>
    Boolean,
    Null,

    /// <summary>Stands for what could not be read and has been reported; nothing more is said of it.</summary>
    Refused,
}

namespace AccessConsole.Core.Documents.Editing;

/// <summary>A value with where it stands in its text.</summary>
/// <param name="Start">Of its first character; where it would begin, for a value that is absent.</param>
/// <param name="End">After its last character.</param>
/// <param name="Text">A scalar's; null for a list or an object.</param>
/// <param name="IsPlain">Whether a scalar stands without quotes.</param>
/// <param name="IsFlow">Whether it is a list or an object in brackets.</param>
internal sealed record TextNode(TextNodeKind Kind, int Start, int End, string? Text = null, bool IsPlain = false, bool IsFlow = false)
{
    /// <summary>An object's members, or a list's items.</summary>
    public IReadOnlyList<TextEntry> Entries { get; init; } = [];

    public bool IsBlock => Kind != TextNodeKind.Scalar && !IsFlow;

    public TextEntry? Find(string step) => Entries.FirstOrDefault(e => e.Name == step);
}

/// <summary>A member or an item with where it stands.</summary>
/// <param name="Name">An item's is its number.</param>
/// <param name="Start">Of the member's name, of the item's dash, or of the item.</param>
/// <param name="ValueFrom">After the colon or the dash.</param>
internal sealed record TextEntry(string Name, int Start, int ValueFrom, TextNode Value);

internal enum TextNodeKind
{
    Scalar,
    List,
    Object,
}

namespace AccessConsole.Core.Import;

/// <summary>How a cell writes a part of an object.</summary>
internal enum CellKind
{
    /// <summary>Any text, as it stands.</summary>
    Text,

    /// <summary>A word, name, id or instant: spaces around it mean nothing.</summary>
    Word,
    Flag,
    Number,

    /// <summary>Values with semicolons between them.</summary>
    List,

    /// <summary>Entries <c>key=value</c> with semicolons between them.</summary>
    Map,

    /// <summary>Names, labels as entries, or a star for all.</summary>
    Selector,

    /// <summary>Engines in order, one that is a gateway as <c>engine=SPIFFE ID</c>.</summary>
    Hops,
}

namespace AccessConsole.Core.Ports;

/// <summary>A list as somebody filtered it, kept for that person alone.</summary>
/// <param name="Page">The path of the page, such as <c>/grants</c>.</param>
/// <param name="Name">One for each page.</param>
/// <param name="Address">The path with its parameters.</param>
public sealed record SavedView(string Page, string Name, string Address);

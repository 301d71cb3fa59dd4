namespace AccessConsole.Components.Layout;

/// <summary>Where one can go.</summary>
/// <param name="Kind">What it is, such as <c>page</c> or <c>pipeline</c>.</param>
public sealed record Place(string Name, string Kind, string Address);

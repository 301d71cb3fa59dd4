using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>What an act came to, for the person who pressed the button.</summary>
/// <param name="Refusal">Null where it was done.</param>
public sealed record ActResult(string Text, PublishRefusal? Refusal);

namespace AccessConsole.Components.Copying;

/// <summary>One way to take what a page shows somewhere else.</summary>
/// <param name="As">What it is, as the menu lists it, such as <c>curl</c>.</param>
/// <param name="Text">What is copied.</param>
public sealed record CopyForm(string As, string Text);

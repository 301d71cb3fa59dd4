namespace AccessConsole.Components.Pages.Access;

/// <summary>A window of the matrix's rows or columns.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="IsGrouped">Whether each stands for a team rather than one thing.</param>
public sealed record MatrixAxis(IReadOnlyList<MatrixHeader> Headers, int Page, int Size, int Total, bool IsGrouped);


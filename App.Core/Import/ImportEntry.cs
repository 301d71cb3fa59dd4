using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import;

/// <summary>One object of an import, or one that it removes.</summary>
/// <param name="Line">Of the file, which for CSV is the row; null for what it does not name.</param>
/// <param name="Before">As it stands; null where it is added.</param>
/// <param name="After">As it will be; null where it is removed.</param>
public sealed record ImportEntry(PolicyReference Reference, ImportVerdict Verdict, int? Line, PolicyObject? Before, PolicyObject? After);

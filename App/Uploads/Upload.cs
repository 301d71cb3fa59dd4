using AccessConsole.Core.Auditing;

namespace AccessConsole.Uploads;

/// <summary>A file that a person sent and is looking at.</summary>
/// <param name="FileName">As the browser said it; only ever shown.</param>
public sealed record Upload<TFile>(Guid Id, PersonId Owner, string FileName, TFile File, DateTimeOffset At);

using AccessConsole.Core.Auditing;

namespace AccessConsole.Drafts;

/// <summary>A file that a person sent and is looking at.</summary>
/// <param name="FileName">As the browser said it; only ever shown.</param>
public sealed record ImportUpload(Guid Id, PersonId Owner, string FileName, ImportRequest Request, DateTimeOffset At);

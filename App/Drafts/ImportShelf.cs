using AccessConsole.Uploads;

namespace AccessConsole.Drafts;

/// <summary>The files that people are about to import.</summary>
public sealed class ImportShelf(TimeProvider clock) : UploadShelf<ImportRequest>(clock)
{
    protected override long SizeOf(ImportRequest file) => file.Text.Length;
}

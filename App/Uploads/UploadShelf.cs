using AccessConsole.Core.Auditing;

namespace AccessConsole.Uploads;

/// <summary>
/// Keeps the files that people are looking at, in memory, for this replica and for a while: a file comes by HTTP and is shown by a circuit. Whoever finds
/// theirs gone sends it again.
/// </summary>
public abstract class UploadShelf<TFile>(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Of one person; a further one takes the place of the oldest.</summary>
    private const int MaxOfOne = 3;

    /// <summary>Of all together.</summary>
    private const long MaxBytes = 128L * 1024 * 1024;

    private readonly Lock changing = new();
    private readonly List<Upload<TFile>> uploads = [];

    public Upload<TFile> Put(PersonId owner, string fileName, TFile file)
    {
        var upload = new Upload<TFile>(Guid.NewGuid(), owner, fileName, file, clock.GetUtcNow());
        lock (changing)
        {
            uploads.RemoveAll(IsOver);
            if (uploads.Where(u => u.Owner == owner).ToArray() is { Length: >= MaxOfOne } own)
                uploads.Remove(own[0]);
            uploads.Add(upload);
            // The newest stays, whatever its size: it is below the limit of one file.
            while (uploads.Count > 1 && uploads.Sum(u => SizeOf(u.File)) > MaxBytes)
                uploads.RemoveAt(0);
        }

        return upload;
    }

    /// <summary>The person's own upload; null where it is not here, not theirs, or over.</summary>
    public Upload<TFile>? Find(PersonId owner, Guid id)
    {
        lock (changing)
            return uploads.Find(u => u.Id == id && u.Owner == owner && !IsOver(u));
    }

    public void Remove(Guid id)
    {
        lock (changing)
            uploads.RemoveAll(u => u.Id == id);
    }

    /// <summary>About how many bytes of memory the file takes.</summary>
    protected abstract long SizeOf(TFile file);

    private bool IsOver(Upload<TFile> upload) => clock.GetUtcNow() - upload.At > Lifetime;
}

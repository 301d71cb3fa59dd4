using AccessConsole.Core.Signing;
using AccessConsole.Distribution.DiskCache;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signer;

/// <summary>
/// What the signer knows, on the disk: the state that the console published for certain, the one after it that was signed and may or may not have been published, and
/// the answer in which it was. One process at a time.
/// </summary>
internal sealed class SignerFiles : IDisposable
{
    private readonly string directory;
    private readonly FileStream hold;

    /// <exception cref="OptionsValidationException">The directory cannot be used, or another signer has it.</exception>
    public SignerFiles(IOptions<SignerOptions> options)
    {
        directory = Path.GetFullPath(options.Value.StateDirectory);
        try
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            hold = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"Signer__StateDirectory names `{directory}`, which cannot be used, or another signer uses it: {e.Message}");
        }

        PrivateFile.RemoveUnfinished(directory);
    }

    public string LogFile => Path.Combine(directory, "log.jsonl");

    private string SettledFile => Path.Combine(directory, "settled.json");

    private string PendingFile => Path.Combine(directory, "pending.json");

    /// <exception cref="OptionsValidationException">There is none, or it cannot be read.</exception>
    public SignedState ReadSettled() => Read(SettledFile)
        ?? throw Failure($"Signer__StateDirectory names `{directory}`, which holds nothing to begin with: export a policy with GET /api/v1/signer/base, look at it, and run `signer init --base FILE`");

    /// <returns>Null where nothing is pending, or a directory that was begun anew.</returns>
    public SignedState? ReadPending() => Read(PendingFile);

    public bool Exists => File.Exists(SettledFile);

    /// <summary>The answer in which a state was signed.</summary>
    public ReadOnlyMemory<byte> ReadAnswer(SignedState state) => File.ReadAllBytes(AnswerFile(state));

    /// <summary>Writes what was signed, before anybody is given it. The answer comes first: a state without its answer could not be given again.</summary>
    public void WritePending(SignedState state, ReadOnlyMemory<byte> answer)
    {
        DurableFile.Write(AnswerFile(state), answer);
        DurableFile.Write(PendingFile, SignedStateJson.Write(state));
        foreach (var former in Directory.EnumerateFiles(directory, "answer-*.json").Where(file => file != AnswerFile(state)))
            File.Delete(former);
    }

    /// <summary>The pending state takes the settled one's place.</summary>
    public void Settle() => DurableFile.Move(PendingFile, SettledFile);

    /// <summary>Begins with a state that somebody vouches for; what was pending is forgotten.</summary>
    public void Begin(SignedState state)
    {
        File.Delete(PendingFile);
        DurableFile.Write(SettledFile, SignedStateJson.Write(state));
    }

    public void Dispose() => hold.Dispose();

    private string AnswerFile(SignedState state) => Path.Combine(directory, $"answer-{state.Request}.json");

    private static SignedState? Read(string file)
    {
        try
        {
            return File.Exists(file) ? SignedStateJson.Read(File.ReadAllBytes(file)) : null;
        }
        catch (FormatException e)
        {
            throw Failure($"`{file}` cannot be used: {e.Message}");
        }
    }

    private static OptionsValidationException Failure(string message) => new(SignerOptions.Section, typeof(SignerOptions), [message]);
}

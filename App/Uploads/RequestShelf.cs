using AccessConsole.Core.Import.Requests;

namespace AccessConsole.Uploads;

/// <summary>The files of requests that people have the simulator decide.</summary>
public sealed class RequestShelf(TimeProvider clock) : UploadShelf<SentRequests>(clock)
{
    protected override long SizeOf(SentRequests file) => file.Bytes;
}

/// <param name="Bytes">The text's size.</param>
public sealed record SentRequests(RequestFile File, int Bytes);

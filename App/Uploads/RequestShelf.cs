using AccessConsole.Core.Import.Requests;

namespace AccessConsole.Uploads;

/// <summary>The files of requests that people have the simulator decide.</summary>
public sealed class RequestShelf(TimeProvider clock) : UploadShelf<SentRequests>(clock)
{
    // What is read of a short line takes more than the line.
    private const long BytesOfEach = 1_024;

    protected override long SizeOf(SentRequests file) => file.Bytes + BytesOfEach * (file.File.Requests.Length + file.File.Problems.Length);
}

/// <param name="Bytes">The text's size.</param>
public sealed record SentRequests(RequestFile File, int Bytes);

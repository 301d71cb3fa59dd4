using System.Globalization;

namespace AccessConsole.Data.Embedded;

/// <summary>The server of a console that was killed: running still, or gone with its pid file left behind.</summary>
internal sealed class FormerServer(ServerDirectory directory, ServerProcess process)
{
    /// <summary>Stops it where it runs. Whoever holds the directory's lock is the only one to do so.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (ReadProcessId() is not { } id)
            return;
        if (IsOurs(id))
            await process.StopAsync(cancellationToken);
        else
            // The number may by now be some other process's, which pg_ctl would signal.
            File.Delete(directory.PostmasterFile);
    }

    private int? ReadProcessId()
    {
        if (!File.Exists(directory.PostmasterFile))
            return null;
        var first = File.ReadLines(directory.PostmasterFile).FirstOrDefault();
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    // A server works in its data directory. Without /proc the pid file is taken at its word, as pg_ctl itself does.
    private bool IsOurs(int id)
    {
        var workingDirectory = $"/proc/{id.ToString(CultureInfo.InvariantCulture)}/cwd";
        if (!Directory.Exists("/proc/self"))
            return true;
        return Directory.Exists(workingDirectory)
            && Directory.ResolveLinkTarget(workingDirectory, returnFinalTarget: false)?.FullName == directory.Cluster;
    }
}

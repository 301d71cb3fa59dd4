using System.Globalization;
using System.Text;

namespace AccessConsole.Data.Embedded;

/// <summary>The layout of the private server's directory.</summary>
internal sealed record ServerDirectory(string Root)
{
    private const string SocketName = ".s.PGSQL.5432";

    // sockaddr_un.sun_path on the systems that have the shortest, its end mark included.
    private const int LongestSocketPath = 104;

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Cluster => Path.Combine(Root, "cluster");

    /// <summary>The data directory while it is being made: half a one is never taken for a whole.</summary>
    public string NewCluster => Path.Combine(Root, "cluster.new");

    public string Log => Path.Combine(Cluster, "server.log");

    public string Lock => Path.Combine(Root, "console.lock");

    /// <summary>What an earlier server that still runs, or was killed, left behind.</summary>
    public string PostmasterFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The version the cluster was made with; null while there is none.</summary>
    public int? ReadMajorVersion()
    {
        var file = Path.Combine(Cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Beside the cluster, or, where that path is too long for a socket, a new directory of its own under the temporary ones.</summary>
    public string ChooseSocketDirectory()
    {
        var beside = Path.Combine(Root, "socket");
        var length = Encoding.UTF8.GetByteCount(Path.Combine(beside, SocketName));
        return length < LongestSocketPath ? beside : Directory.CreateTempSubdirectory("access-").FullName;
    }
}

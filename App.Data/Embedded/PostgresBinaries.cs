using System.Globalization;
using System.Text.RegularExpressions;

namespace AccessConsole.Data.Embedded;

/// <summary>The server programs of one PostgreSQL installation.</summary>
/// <param name="Directory">Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> are.</param>
/// <param name="MajorVersion">Data directories are readable by the same major version only.</param>
internal sealed partial record PostgresBinaries(string Directory, int MajorVersion)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    public string Initdb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    /// <param name="majorVersion">The version that an existing data directory needs; null for the newest.</param>
    /// <exception cref="EmbeddedPostgresException">There is no such installation.</exception>
    public static async Task<PostgresBinaries> FindAsync(int? majorVersion, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in Candidates())
            found.Add(new PostgresBinaries(directory, await ReadMajorVersionAsync(directory, cancellationToken)));
        return found.Where(b => majorVersion is null || b.MajorVersion == majorVersion).MaxBy(b => b.MajorVersion)
            ?? throw new EmbeddedPostgresException(Remedy(majorVersion));
    }

    private static string Remedy(int? majorVersion)
    {
        var wanted = majorVersion is { } version ? $"PostgreSQL {version}, which the data directory was made with," : "a PostgreSQL server";
        return $"{wanted} was not found on `PATH` or under `{DebianRoot}`: install it (on Debian `apt-get install postgresql`), "
            + "or set `ConnectionStrings__Access` to a database that runs elsewhere";
    }

    /// <summary>Directories that hold all programs, links followed, so that a link on the path is known for what it points to.</summary>
    private static IEnumerable<string> Candidates()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = System.IO.Directory.Exists(DebianRoot) ? System.IO.Directory.GetDirectories(DebianRoot).Select(d => Path.Combine(d, "bin")) : [];
        return onPath.Select(d => Path.Combine(d, "postgres")).Where(File.Exists).Select(Resolve).Concat(installed)
            .Where(d => Programs.All(p => File.Exists(Path.Combine(d, p))))
            .Distinct(StringComparer.Ordinal);
    }

    private static string Resolve(string program) =>
        Path.GetDirectoryName(new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program)!;

    private static async Task<int> ReadMajorVersionAsync(string directory, CancellationToken cancellationToken)
    {
        var result = await ServerCommand.RunAsync(Path.Combine(directory, "postgres"), ["--version"], "/", cancellationToken);
        var major = MajorVersionPattern().Match(result.Output);
        return major.Success ? int.Parse(major.Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex MajorVersionPattern();
}

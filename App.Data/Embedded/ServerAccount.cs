namespace AccessConsole.Data.Embedded;

/// <summary>As whom the server runs: PostgreSQL refuses to be root, so root lends it an unprivileged account.</summary>
/// <param name="Name">The account to change to; null to stay who we are.</param>
/// <param name="GroupId">Its group.</param>
internal sealed record ServerAccount(string? Name, string? GroupId)
{
    private const string Accounts = "/etc/passwd";

    // What root's console runs the server as, best first: a packaged PostgreSQL's own account, then one that every system has.
    private static readonly string[] Unprivileged = ["postgres", "nobody"];

    /// <exception cref="EmbeddedPostgresException">Root finds no account to lend.</exception>
    public static ServerAccount Choose()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount(null, null);
        // passwd(5): name, password, user id, group id, …
        var groupIds = File.ReadLines(Accounts).Select(line => line.Split(':')).Where(f => f.Length > 3)
            .ToDictionary(fields => fields[0], fields => fields[3], StringComparer.Ordinal);
        var name = Unprivileged.FirstOrDefault(groupIds.ContainsKey) ?? throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root and there is no account `postgres` or `nobody` to run it as: run the console as another user");
        return new ServerAccount(name, groupIds[name]);
    }

    public Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string directory, CancellationToken cancellationToken) =>
        Name is null
            ? ServerCommand.RunAsync(program, arguments, directory, cancellationToken)
            : ServerCommand.RunAsync(
                "setpriv", [$"--reuid={Name}", $"--regid={GroupId}", "--clear-groups", "--", program, .. arguments], directory, cancellationToken);

    /// <summary>Makes a directory that only the account may enter.</summary>
    public async Task MakePrivateDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        string[] owner = Name is null ? [] : ["-o", Name];
        var made = await ServerCommand.RunAsync("install", ["-d", "-m", "0700", .. owner, path], "/", cancellationToken);
        if (!made.Succeeded)
            throw new EmbeddedPostgresException($"`{path}` cannot be made a private directory: {made.Output}");
    }

    /// <exception cref="EmbeddedPostgresException">A parent keeps the account out.</exception>
    public async Task RequireAccessAsync(string path, CancellationToken cancellationToken)
    {
        var entered = await RunAsync("test", ["-x", path], "/", cancellationToken);
        if (!entered.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"`{Name}`, as whom PostgreSQL runs because the console is run by root, cannot enter `{path}`: "
                + "set `Console__DataDirectory` to a directory whose parents all users may enter, or run the console as another user");
        }
    }
}

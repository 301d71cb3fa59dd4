namespace AccessConsole.Data.Embedded;

/// <summary>Makes the data directory, once.</summary>
internal sealed class ClusterInitializer(ServerDirectory directory, PostgresBinaries binaries, ServerAccount account)
{
    public async Task RunAsync(string superuser, bool isDurable, CancellationToken cancellationToken)
    {
        if (Directory.Exists(directory.NewCluster))
            Directory.Delete(directory.NewCluster, recursive: true);
        await account.MakePrivateDirectoryAsync(directory.NewCluster, cancellationToken);
        var made = await account.RunAsync(binaries.Initdb, Arguments(superuser, isDurable), directory.Root, cancellationToken);
        if (!made.Succeeded)
            throw new EmbeddedPostgresException($"PostgreSQL could not make `{directory.NewCluster}`: {made.Output}");
        Directory.Move(directory.NewCluster, directory.Cluster);
    }

    // Trust on the socket: the directory it stands in lets nobody else in. Nothing listens on a network.
    private List<string> Arguments(string superuser, bool isDurable)
    {
        List<string> arguments =
        [
            "--pgdata", directory.NewCluster, "--username", superuser, "--encoding", "UTF8", "--locale", "C",
            "--auth-local", "trust", "--auth-host", "reject",
        ];
        if (!isDurable)
            arguments.Add("--no-sync");
        return arguments;
    }
}

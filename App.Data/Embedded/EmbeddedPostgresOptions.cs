namespace AccessConsole.Data.Embedded;

/// <summary>Where and how the private PostgreSQL runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The server's own directory, made when missing; one console at a time uses it. Run by root, the server belongs to an unprivileged
    /// account, which must be able to enter every parent of it.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether commits survive a power cut (<c>fsync</c>). Off for tests only.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>How long the server may take to accept connections, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}

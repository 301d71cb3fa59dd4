namespace AccessConsole.Cli.Client;

/// <summary>Where the console is and who asks. From the environment only: command lines are seen by every process of a machine.</summary>
internal sealed record ServerSettings(Uri Server, string? Token)
{
    /// <exception cref="FormatException">ACCESS_SERVER is missing or not an http address.</exception>
    public static ServerSettings FromEnvironment() =>
        Parse(Environment.GetEnvironmentVariable("ACCESS_SERVER"), Environment.GetEnvironmentVariable("ACCESS_TOKEN"));

    /// <inheritdoc cref="FromEnvironment"/>
    public static ServerSettings Parse(string? server, string? token)
    {
        if (string.IsNullOrEmpty(server))
            throw new FormatException("set ACCESS_SERVER to the console's address, such as `https://access.example.com`");
        if (!Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new FormatException($"ACCESS_SERVER is `{server}`: give an address such as `https://access.example.com`");
        return new ServerSettings(address, string.IsNullOrWhiteSpace(token) ? null : token.Trim());
    }

    /// <summary>A client for this server; it follows no redirect, which would take the token elsewhere.</summary>
    public HttpClient CreateClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = Server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (Token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }
}

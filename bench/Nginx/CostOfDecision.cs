using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Nginx;

/// <summary>
/// CPU of one nginx worker for a request that is proxied plainly, that is forwarded with the bundle's headers but undecided, and that the
/// bundle decides: callers with client certificates over TLS, and with tokens whose signature is computed at each request, by the script or by the host's verifier, or remembered. The
/// upstream answers in the same worker and is counted in each.
/// </summary>
internal static class CostOfDecision
{
    private const int Connections = 4;
    private const int WarmUp = 2_000;

    /// <param name="requests">How many for each figure.</param>
    /// <param name="script">A file to measure instead of the bundle's access.js.</param>
    public static async Task<int> RunAsync(int requests, string? script)
    {
        using var authority = new CertificateForge("bench");
        using var workload = authority.Issue(MeasuredPolicy.SpiffeId);
        await using var nginx = await MeasuredNginx.StartAsync(authority, script);
        Console.WriteLine("caller                 plain µs   forwarded µs   decided µs   plain/decided   forwarded/decided");
        foreach (var (caller, hasCertificate, header) in Callers())
            await MeasureAsync(nginx, caller, requests, hasCertificate ? workload : null, header);
        return 0;
    }

    /// <summary>Who calls: by a certificate, or with a token in the header lines.</summary>
    public static IEnumerable<(string Name, bool HasCertificate, string Header)> Callers()
    {
        yield return ("certificate", true, "");
        foreach (var algorithm in new[] { "RS256", "ES256" })
        {
            var header = Authorization(algorithm);
            yield return ($"{algorithm} each time", false, header + "Bench-Each-Time: script\r\n");
            yield return ($"{algorithm} by the verifier", false, header + "Bench-Each-Time: verifier\r\n");
            yield return ($"{algorithm} remembered", false, header);
        }
    }

    public static byte[] Request(string host, string header) =>
        Encoding.ASCII.GetBytes($"GET /v1/items/42/parts?page=1 HTTP/1.1\r\nHost: {host}\r\nUser-Agent: bench\r\nAccept: */*\r\n{header}\r\n");

    /// <summary>A token as Buildkite fills it.</summary>
    private static string Authorization(string algorithm)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return "Authorization: Bearer " + TokenForge.Shared.Sign(
            new JsonObject
            {
                ["iss"] = TokenForge.Issuer,
                ["sub"] = "organization:acme:pipeline:deploy:ref:refs/heads/main:commit:0123456789abcdef0123456789abcdef01234567:step:deploy",
                ["aud"] = $"{TokenForge.Audience}/{MeasuredPolicy.Environment}/{MeasuredPolicy.Service}",
                ["iat"] = now,
                ["nbf"] = now,
                ["exp"] = now + 300,
                ["organization_slug"] = "acme",
                ["organization_id"] = MeasuredPolicy.OrganizationId.ToString(),
                ["pipeline_slug"] = MeasuredPolicy.Pipeline(0),
                ["pipeline_id"] = MeasuredPolicy.PipelineId(0).ToString(),
                ["build_number"] = 42,
                ["build_branch"] = "main",
                ["build_commit"] = "0123456789abcdef0123456789abcdef01234567",
                ["build_source"] = "webhook",
                ["step_key"] = "deploy",
                ["job_id"] = "0187c6a2-1111-4000-8000-000000000001",
                ["agent_id"] = "0187c6a2-2222-4000-8000-000000000001",
                ["queue_key"] = "default",
                ["runner_environment"] = "self-hosted",
            },
            algorithm) + "\r\n";
    }

    /// <summary>The three kinds of request take turns, so that what else the machine does falls on all alike.</summary>
    private static async Task MeasureAsync(MeasuredNginx nginx, string caller, int requests, X509Certificate2? certificate, string header)
    {
        string[] hosts = [MeasuredPolicy.PlainHost, MeasuredPolicy.ForwardedHost, MeasuredPolicy.DecidedHost];
        const int Turns = 5;
        var microseconds = new double[hosts.Length];
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < hosts.Length; i++)
                microseconds[i] += await CostAsync(nginx, hosts[i], requests / Turns, certificate, header) / Turns;
        }

        var (plain, forwarded, decided) = (microseconds[0], microseconds[1], microseconds[2]);
        Console.WriteLine($"{caller,-21}  {plain,8:F1}   {forwarded,12:F1}   {decided,10:F1}   {plain / decided,13:F2}   {forwarded / decided,17:F2}");
    }

    private static async Task<double> CostAsync(MeasuredNginx nginx, string host, int requests, X509Certificate2? certificate, string header)
    {
        var request = Request(host, header);
        var connections = new List<KeptConnection>();
        for (var i = 0; i < Connections; i++)
            connections.Add(await KeptConnection.OpenAsync(certificate is null ? nginx.PlainPort : nginx.TlsPort, host, certificate));
        await SendAsync(connections, request, WarmUp);
        var before = nginx.WorkerMicroseconds();
        await SendAsync(connections, request, requests);
        var spent = nginx.WorkerMicroseconds() - before;
        connections.ForEach(c => c.Dispose());
        return spent / requests;
    }

    private static Task SendAsync(List<KeptConnection> connections, byte[] request, int requests) =>
        Task.WhenAll(connections.Select(connection => Task.Run(async () =>
        {
            for (var i = 0; i < requests / Connections; i++)
                await connection.SendAsync(request);
        })));
}

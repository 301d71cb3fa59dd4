using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Nginx;

/// <summary>
/// The same callers as <see cref="CostOfDecision"/>, in instructions of nginx outside of the kernel, which no neighbour of the machine disturbs.
/// Needs valgrind. Instructions of a kind that valgrind does not offer (SHA extensions) are replaced as a library replaces them.
/// </summary>
internal static class InstructionsOfDecision
{
    private const int WarmUp = 12;
    private const int Requests = 40;

    /// <param name="script">A file to measure instead of the bundle's access.js.</param>
    public static async Task<int> RunAsync(string? script)
    {
        using var authority = new CertificateForge("bench");
        using var workload = authority.Issue(MeasuredPolicy.SpiffeId);
        await using var nginx = await MeasuredNginx.StartAsync(authority, script, isCounted: true);
        Console.WriteLine("caller                 forwarded      decided     difference");
        foreach (var (caller, hasCertificate, header) in CostOfDecision.Callers())
        {
            var certificate = hasCertificate ? workload : null;
            var forwarded = await CountAsync(MeasuredPolicy.ForwardedHost);
            var decided = await CountAsync(MeasuredPolicy.DecidedHost);
            Console.WriteLine($"{caller,-21}  {forwarded,9:N0}   {decided,10:N0}   {decided - forwarded,12:N0}");

            async Task<long> CountAsync(string host)
            {
                var request = CostOfDecision.Request(host, header);
                using var connection = await KeptConnection.OpenAsync(certificate is null ? nginx.PlainPort : nginx.TlsPort, host, certificate);
                for (var i = 0; i < WarmUp; i++)
                    await connection.SendAsync(request);
                return await nginx.InstructionsAsync(async () =>
                {
                    for (var i = 0; i < Requests; i++)
                        await connection.SendAsync(request);
                }) / Requests;
            }
        }

        return 0;
    }
}

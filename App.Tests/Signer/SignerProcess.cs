using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>The signer as a process of its own, so that it can be killed.</summary>
internal sealed class SignerProcess : IAsyncDisposable
{
    private readonly Process process;

    private SignerProcess(Process process, string socket)
    {
        this.process = process;
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var line = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await line.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(line, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://signer") };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SignerPlace.Secret);
    }

    /// <summary>With the console's credential.</summary>
    public HttpClient Client { get; }

    /// <summary>At whatever address, without waiting for it.</summary>
    public static SignerProcess Begin(SignerPlace place, params (string Key, string Value)[] settings) =>
        new(Run([], [.. place.OfSigner, .. settings]), place.Address.Replace("unix:", "", StringComparison.Ordinal));

    public static async Task<SignerProcess> StartAsync(SignerPlace place, params (string Key, string Value)[] settings)
    {
        var signer = Begin(place, settings);
        await Eventually.HoldsAsync(signer.IsReadyAsync, "the signer to start");
        return signer;
    }

    /// <summary>What <c>signer init</c> says, and its exit code.</summary>
    public static Task<(int ExitCode, string Output)> InitAsync(SignerPlace place, params string[] arguments) => RunToEndAsync(["init", .. arguments], place.OfSigner);

    /// <summary>Runs until the signer ends by itself, and gives its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string[] arguments, (string Key, string Value)[] settings)
    {
        using var process = Start(arguments, settings);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await output));
    }

    /// <summary>As the kernel does when memory runs out: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        Client.Dispose();
    }

    private static Process Run(string[] arguments, (string Key, string Value)[] settings)
    {
        var process = Start(arguments, settings);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Process Start(string[] arguments, (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "App.dll"), "signer", .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment.Remove("ConnectionStrings__Access");
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return Process.Start(start)!;
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(process.HasExited, "the signer ended at its start");
        try
        {
            using var answer = await Client.GetAsync("/v1/state", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>A real OPA serving on a Unix socket of its own until it is disposed.</summary>
public sealed class OpaServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("opa-");
    private readonly StringBuilder output = new();
    private readonly Process process;
    private readonly HttpClient client;

    private OpaServer(IEnumerable<KeyValuePair<string, string>> environment, string[] arguments)
    {
        var socket = Path.Combine(directory.FullName, "socket");
        var start = OpaRig.StartInfo(["run", "--server", "--disable-telemetry", "--addr", $"unix://{socket}", .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Collect(line.Data);
        process.ErrorDataReceived += (_, line) => Collect(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://opa/") };
    }

    /// <summary>What opa has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static Task<OpaServer> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<OpaServer> StartAsync(IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var server = new OpaServer(environment, arguments);
        var started = Stopwatch.StartNew();
        while (!await server.IsHealthyAsync())
        {
            if (server.process.HasExited || started.Elapsed > StartLimit)
                Assert.Fail($"opa did not start: {server.Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return server;
    }

    public Task PutDataAsync(string path, ReadOnlyMemory<byte> json) => PutAsync($"v1/data/{path}", new ReadOnlyMemoryContent(json));

    /// <summary>The value of a rule for an input; null where it is undefined.</summary>
    public async Task<JsonNode?> QueryAsync(string rule, JsonNode? input)
    {
        var body = new JsonObject { ["input"] = input?.DeepClone() };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri($"v1/data/{rule}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["result"];
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task PutAsync(string path, HttpContent content)
    {
        using (content)
        {
            using var response = await client.PutAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var response = await client.GetAsync(new Uri("health", UriKind.Relative), TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Collect(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}

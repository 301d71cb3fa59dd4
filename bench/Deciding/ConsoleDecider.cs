using System.Text.Json.Nodes;
using AccessConsole.Bench.Distribution;

namespace AccessConsole.Bench.Deciding;

internal sealed class ConsoleDecider(HostProcess host, string policy) : IDecider
{
    public string Name => "console";

    public Uri Address => host.Address;

    public string Credential => $"Authorization: Bearer {host.Token}\r\n";

    public static async Task<ConsoleDecider> StartAsync(byte[] policy)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, policy);
        return new ConsoleDecider(await HostProcess.StartAsync("serve-decisions", file), file);
    }

    public (string Path, JsonObject Body) Ask(DecidingCall call, IReadOnlyList<string> paths)
    {
        var body = new JsonObject { ["environment"] = DecidingLoad.Environment, ["service"] = call.Service, ["method"] = "GET", ["token"] = call.Token };
        if (paths.Count == 1)
            body["path"] = paths[0];
        else
            body["requests"] = new JsonArray([.. paths.Select(path => new JsonObject { ["path"] = path })]);
        return ("/v1/decide", body);
    }

    public int Allowed(JsonNode answer) => (answer["decisions"]?.AsArray() ?? [answer.DeepClone()]).Count(decision => (string?)decision!["effect"] == "allow");

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        File.Delete(policy);
    }
}

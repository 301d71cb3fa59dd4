using System.IO.Compression;
using System.Text;

namespace AccessConsole.Bench.Distribution;

/// <summary>Requests to <c>/v1/logs</c>, made before anything is measured: each decision is another one.</summary>
internal sealed class DecisionBatches(string token)
{
    public const int Size = 500;

    private const int Pipelines = 400;
    private const int Services = 40;
    private long next;

    public byte[][] Make(int count) => [.. Enumerable.Range(0, count).Select(_ => Make())];

    private byte[] Make()
    {
        var json = new StringBuilder("[");
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < Size; i++)
            Append(json.Append(i == 0 ? "" : ","), now.AddTicks(i * 10));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(json.Append(']').ToString()));
        var head = $"POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. packed.ToArray()];
    }

    private void Append(StringBuilder json, DateTimeOffset at)
    {
        var number = next++;
        var (pipeline, service) = (number * 7919 % Pipelines, number * 104729 % Services);
        json.Append(
            $$$"""
            {"labels":{"id":"gateway-{{{number % 20}}}","version":"1.4.2"},"decision_id":"{{{Guid.NewGuid()}}}","trace_id":"{{{Guid.NewGuid():N}}}","bundles":{"access":{"revision":"42"}},
             "path":"access/decision","input":{"pipeline":"pipeline-{{{pipeline}}}","branch":"release/{{{number % 50}}}","environment":"production","service":"service-{{{service}}}","method":"POST","path":"/api/v2/items/{{{number}}}"},
             "result":{"effect":"allow","reason":"granted","grant":"grant-{{{pipeline}}}","mode":"enforce"},"requested_by":"10.0.0.1:43212","timestamp":"{{{at:O}}}","metrics":{"timer_rego_query_eval_ns":81234,"timer_server_handler_ns":120345},"req_id":{{{number}}}}
            """);
    }
}

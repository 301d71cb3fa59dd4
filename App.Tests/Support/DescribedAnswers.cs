using System.Text.Json.Nodes;
using AccessConsole.Distribution.Describing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Fails a test that gets an answer of the management API or of the machine side that is not as the console describes it.</summary>
/// <param name="services">The console's, which describes its management API itself; null where there is the machine side alone.</param>
public sealed class DescribedAnswers(HttpMessageHandler inner, IServiceProvider? services) : DelegatingHandler(inner)
{
    private static readonly SemaphoreSlim Once = new(1);
    private static readonly Lazy<DescribedApi> Machine = new(() => new DescribedApi(JsonNode.Parse(MachineDescription.Json)!));
    private static DescribedApi? management;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (await FindAsync(path, cancellationToken) is not { } api)
            return answer;
        var isByToken = api != Machine.Value && request.Headers.NonValidated.Contains("Authorization");
        var mistake = api.FindMistake(request.Method, path, isByToken, answer.StatusCode, answer.Headers, answer.Content.Headers, await BodyOfAsync(answer, cancellationToken));
        Assert.True(mistake is null, mistake);
        return answer;
    }

    /// <summary>Of an archive only its type is described, and some tests want it to come slowly.</summary>
    private static async Task<byte[]> BodyOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType is "application/gzip" or "application/vnd.openpolicyagent.bundles")
            return [];
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <returns>Null where nothing is described.</returns>
    private async Task<DescribedApi?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (path is "/healthz" or "/readyz" || path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v3/discovery:", StringComparison.Ordinal))
            return Machine.Value;
        return services is not null && (path.StartsWith("/api/v1/", StringComparison.Ordinal) || path.StartsWith("/schemas/", StringComparison.Ordinal)) ? await ManagementAsync(services, cancellationToken) : null;
    }

    /// <summary>Every console describes itself in the same way: one is asked for all.</summary>
    private static async Task<DescribedApi> ManagementAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await Once.WaitAsync(cancellationToken);
        try
        {
            if (management is null)
            {
                var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(cancellationToken);
                management = new DescribedApi(JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!);
            }

            return management;
        }
        finally
        {
            Once.Release();
        }
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>Fails a test that gets an answer of the management API that is not as the console describes it.</summary>
public sealed class DescribedAnswers(HttpMessageHandler inner, IServiceProvider services) : DelegatingHandler(inner)
{
    private static readonly SemaphoreSlim Once = new(1);
    private static DescribedApi? description;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith("/api/v1/", StringComparison.Ordinal) && !path.StartsWith("/schemas/", StringComparison.Ordinal))
            return answer;
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var api = await FindAsync(cancellationToken);
        var mistake = api.FindMistake(request.Method, path, request.Headers.NonValidated.Contains("Authorization"), answer.StatusCode, answer.Headers, answer.Content.Headers, body);
        Assert.True(mistake is null, mistake);
        return answer;
    }

    /// <summary>Every console describes itself in the same way: one is asked for all.</summary>
    private async Task<DescribedApi> FindAsync(CancellationToken cancellationToken)
    {
        await Once.WaitAsync(cancellationToken);
        try
        {
            if (description is null)
            {
                var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1").GetOpenApiDocumentAsync(cancellationToken);
                description = new DescribedApi(JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!);
            }

            return description;
        }
        finally
        {
            Once.Release();
        }
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace AccessConsole.Api.Describing;

/// <summary>
/// What an endpoint answers: one kind of success, by which its description names status, media type and schema, or a problem. The compiler holds the handler
/// to it, so that the description cannot say anything else. Problems say their status only when they are made: endpoints list those by <c>Refuses</c>.
/// </summary>
public sealed class ApiAnswer<TSuccess> : IResult, IEndpointMetadataProvider
    where TSuccess : IResult, IEndpointMetadataProvider
{
    private readonly IResult result;

    private ApiAnswer(IResult result) => this.result = result;

    public static implicit operator ApiAnswer<TSuccess>(TSuccess success) => new(success);

    public static implicit operator ApiAnswer<TSuccess>(ProblemHttpResult problem) => new(problem);

    public static implicit operator ApiAnswer<TSuccess>(ForbiddenResult refusal) => new(refusal);

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) => TSuccess.PopulateMetadata(method, builder);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}

namespace AccessConsole.Api.Describing;

/// <summary>What each status of an answer means here, and the headers that come with it.</summary>
internal static class StatusWords
{
    public static string Of(int status) => status switch
    {
        StatusCodes.Status200OK => "Done, or found.",
        StatusCodes.Status201Created => "Made; `Location` is its address.",
        StatusCodes.Status204NoContent => "Done.",
        StatusCodes.Status400BadRequest => "What was sent cannot be read: malformed, or a value that there is not.",
        StatusCodes.Status401Unauthorized => "Nobody is signed in, or the token is unknown, expired or revoked.",
        StatusCodes.Status403Forbidden => "No role of the caller allows it there.",
        StatusCodes.Status404NotFound => "There is no such thing.",
        StatusCodes.Status409Conflict => "It cannot be done as things stand; `code` says why.",
        StatusCodes.Status412PreconditionFailed => "What the caller has read is not the newest any more: read it again.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than the limit, which `detail` names.",
        StatusCodes.Status415UnsupportedMediaType => "The body is not said to be of a type that the operation takes; `Accept` and `detail` name those.",
        StatusCodes.Status422UnprocessableEntity => "It was read and is not allowed; `problems` lists all that is wrong.",
        StatusCodes.Status429TooManyRequests => "Too many at once: come again later.",
        StatusCodes.Status500InternalServerError => "An error of the console's; its log has it under the trace id.",
        StatusCodes.Status502BadGateway => "The other side failed; `detail` says how.",
        StatusCodes.Status503ServiceUnavailable => "The database, the policy or the signer cannot be had for the moment: come again.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "no words say what this status means"),
    };

    public static IReadOnlyList<(string Name, string Description)> HeadersOf(int status) => status switch
    {
        StatusCodes.Status201Created => [("Location", "The address of what was made.")],
        StatusCodes.Status401Unauthorized => [("WWW-Authenticate", "`Bearer`, where a token was refused.")],
        StatusCodes.Status415UnsupportedMediaType => [("Accept", "The types that the operation takes.")],
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => [("Retry-After", "After how many seconds to come again; left out where nobody knows.")],
        _ => [],
    };
}

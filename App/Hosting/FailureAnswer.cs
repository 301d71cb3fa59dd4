using System.Data.Common;
using System.Text.RegularExpressions;
using AccessConsole.Api;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Diagnostics;

namespace AccessConsole.Hosting;

/// <summary>What a caller sees of a failure: that the database is away, that the request is malformed, or that we are at fault; never the cause's text.</summary>
internal static partial class FailureAnswer
{
    /// <summary>PostgreSQL's for a text with a NUL in it.</summary>
    private const string NoCharacter = "22021";

    /// <summary>PostgreSQL's for the same within jsonb.</summary>
    private const string NoCharacterInJson = "22P05";

    public static Task WriteAsync(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException malformed => Problems.WriteAsync(context, malformed.StatusCode, "malformed", Explain(malformed)),
        DbException { SqlState: NoCharacter or NoCharacterInJson } or InvalidOperationException { InnerException: DbException { SqlState: NoCharacter or NoCharacterInJson } } =>
            Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "malformed", "a text of the request holds the character U+0000, which no text here can: take it out"),
        { } failure when StoreFailures.IsAway(failure) => DatabaseAwayAsync(context),
        _ => Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal", "an unexpected error occurred; the log has it under this request's trace id"),
    };

    public static Task DatabaseAwayAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problems.WriteAsync(
            context, StatusCodes.Status503ServiceUnavailable, "database_unavailable", "the database cannot be reached: what was not acknowledged may not have happened; look, and try again");
    }

    private static string Explain(BadHttpRequestException malformed)
    {
        if (malformed.InnerException is System.Text.Json.JsonException json)
            return $"the body is not what is expected at `{json.Path}`: {Explain(json)}";
        if (UnreadParameter().Match(malformed.Message) is { Success: true } unread)
            return $"`{unread.Groups["name"].Value}` of the address cannot be read: it must be {Expected(unread.Groups["type"].Value)}";
        return MissingParameter().Match(malformed.Message) is { Success: true } missing
            ? $"`{missing.Groups["name"].Value}` is missing from the {missing.Groups["place"].Value}: send it"
            : malformed.Message;
    }

    private static string Expected(string type) => type switch
    {
        "bool" => "true or false",
        "int" or "long" => "a whole number",
        "Guid" => "a UUID",
        "DateTimeOffset" => "an instant such as 2027-01-31T12:00:00Z",
        _ => "of another form",
    };

    // What binds parameters says these in its messages alone.

    [GeneratedRegex("^Failed to bind parameter \"(?:Nullable<)?(?<type>[A-Za-z]+)>? (?<name>[A-Za-z]+)\" from ")]
    private static partial Regex UnreadParameter();

    [GeneratedRegex("^Required parameter \"[^\"]*? (?<name>[A-Za-z]+)\" was not provided from (?<place>[a-z ]+)\\.$")]
    private static partial Regex MissingParameter();

    /// <summary>The reader says which of these it was in its message alone.</summary>
    private static string Explain(System.Text.Json.JsonException json) =>
        json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) ? "no such member is read; look for a misspelt name, or leave it out"
        : json.Message.StartsWith("Duplicate propert", StringComparison.Ordinal) ? "the member is there twice; leave one out"
        : "it is no JSON, of another type, or a member is missing";
}

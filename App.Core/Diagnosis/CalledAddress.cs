namespace AccessConsole.Core.Diagnosis;

/// <summary>A URL as somebody called it, its path to the letter: a parser of addresses would already mend what a call may fail by.</summary>
/// <param name="Scheme"><c>https</c> or <c>http</c>; null where none was written.</param>
/// <param name="Host">With its port where one was written.</param>
/// <param name="Path">Raw, without query; null where none was written.</param>
public sealed record CalledAddress(string? Scheme, string Host, string? Path)
{
    /// <exception cref="FormatException">It has another scheme, or names somebody before the host.</exception>
    public static CalledAddress Read(string text)
    {
        var rest = text.Trim();
        string? scheme = null;
        if (rest.IndexOf("://", StringComparison.Ordinal) is var mark && mark >= 0)
        {
            scheme = rest[..mark].ToLowerInvariant();
            if (scheme is not ("https" or "http" or "grpcs" or "grpc" or "wss" or "ws"))
                throw new FormatException($"`{scheme}` is no scheme that is called here: give an address such as https://payments.example/status");
            rest = rest[(mark + 3)..];
        }

        var end = rest.AsSpan().IndexOfAny("/?#");
        var host = end < 0 ? rest : rest[..end];
        if (host.Contains('@', StringComparison.Ordinal))
            throw new FormatException("the address names somebody before `@`: leave credentials out of it");
        var path = end < 0 ? "" : rest[end..];
        var query = path.AsSpan().IndexOfAny("?#");
        path = query < 0 ? path : path[..query];
        return new CalledAddress(scheme, host.ToLowerInvariant(), path.Length == 0 ? null : path);
    }
}

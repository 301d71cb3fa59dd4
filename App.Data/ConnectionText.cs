using Npgsql;

namespace AccessConsole.Data;

/// <summary>The text of a connection to PostgreSQL, as people configure it.</summary>
public static class ConnectionText
{
    /// <returns>What is wrong with it, which holds none of its values; null where it can be read.</returns>
    public static string? Objection(string text)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.ParamName is { Length: > 0 } keyword
                ? $"`{keyword}` is no keyword of a connection to PostgreSQL, or has a value that is none of it"
                : "write it as `Host=…;Database=…;Username=…;Password=…`";
        }
    }
}

namespace AccessConsole.Core.Import.Requests;

/// <summary>How a file of requests is written.</summary>
public enum RequestFormat
{
    /// <summary>A first row that names the columns, and a request in each row.</summary>
    Csv,

    /// <summary>A list of requests, <c>{"requests":[…]}</c>, or one request.</summary>
    Json,

    /// <summary>A request in each line.</summary>
    JsonLines,

    /// <summary>As JSON.</summary>
    Yaml,
}

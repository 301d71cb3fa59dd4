namespace AccessConsole.Cli.Commands;

/// <summary>What commands take from around them besides their arguments.</summary>
internal sealed record Surroundings
{
    /// <summary>The process's own.</summary>
    public static readonly Surroundings OfProcess = new();

    /// <summary>An environment variable's value; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; init; } = Console.OpenStandardInput;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For how long the console may work on one request: a large document takes its time to review.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);
}

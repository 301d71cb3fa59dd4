using System.Globalization;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>What the console logged and what its pages said, in the order in which it happened: a test that fails prints it, so that a failure elsewhere explains itself.</summary>
public sealed class TestDiary : ILoggerProvider
{
    private const int MaxLines = 400;
    private const int MaxLength = 4_000;

    private readonly Queue<string> lines = new();

    public void Add(string who, string what)
    {
        var line = $"{DateTime.UtcNow.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {who}: {(what.Length > MaxLength ? what[..MaxLength] + "…" : what)}";
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > MaxLines)
                lines.Dequeue();
        }
    }

    /// <summary>Whether a line that is still kept holds the text.</summary>
    public bool Mentions(string text)
    {
        lock (lines)
            return lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Into the test's output, which is shown of tests that fail.</summary>
    public void Print()
    {
        lock (lines)
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', lines));
    }

    public void Dispose()
    {
        // Who made it prints it, after the console ended.
    }

    private sealed class Logger(TestDiary diary, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            diary.Add($"{logLevel} {category}", $"{formatter(state, exception)} {exception}".TrimEnd());
    }
}

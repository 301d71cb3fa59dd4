namespace AccessConsole.Tests.Support;

/// <summary>What a puller writes while a test reads it.</summary>
internal sealed class WatchedLog : StringWriter
{
    private readonly Lock writing = new();

    public WatchedLog() => NewLine = "\n";

    public override void Write(char value)
    {
        lock (writing)
            base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (writing)
            base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (writing)
            base.Write(buffer);
    }

    public override void Write(string? value)
    {
        lock (writing)
            base.Write(value);
    }

    public override string ToString()
    {
        lock (writing)
            return base.ToString();
    }
}

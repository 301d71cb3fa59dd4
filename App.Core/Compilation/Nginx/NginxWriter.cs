using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Prints directives as nginx reads them, and escapes every argument.</summary>
internal sealed class NginxWriter
{
    private static readonly SearchValues<char> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:@=$[]");

    private readonly StringBuilder text = new();

    public static ReadOnlyMemory<byte> Print(IEnumerable<NginxDirective> directives)
    {
        var writer = new NginxWriter();
        foreach (var directive in directives)
            writer.Write(directive, 0);
        return Encoding.UTF8.GetBytes(writer.text.ToString());
    }

    private void Write(NginxDirective directive, int depth)
    {
        text.Append(' ', depth * 4);
        Write(directive.Name);
        foreach (var argument in directive.Arguments)
        {
            text.Append(' ');
            Write(argument.Value);
        }

        if (directive.Block is { } block)
            WriteBlock(block, depth);
        else
            text.Append(";\n");
    }

    private void WriteBlock(ImmutableArray<NginxDirective> block, int depth)
    {
        text.Append(" {\n");
        foreach (var directive in block)
            Write(directive, depth + 1);
        text.Append(' ', depth * 4).Append("}\n");
    }

    /// <param name="argument">Or the name of a directive, which in a map is a value.</param>
    private void Write(string argument)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Bare))
        {
            text.Append(argument);
            return;
        }

        text.Append('"').Append(argument.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
    }
}

using System.Collections.Immutable;
using System.Text;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>
/// Reads nginx configuration into directives, by the rules of nginx's own reader (<c>ngx_conf_read_token</c>): what it takes for one word is one word here.
/// Anything that nginx would refuse is refused.
/// </summary>
internal sealed class NginxSyntax
{
    private const int MaxDepth = 32;

    private readonly string text;
    private int at;
    private int line = 1;

    private NginxSyntax(string text) => this.text = text;

    /// <exception cref="FormatException">The text is not nginx configuration; the message names the line.</exception>
    public static ImmutableArray<NginxDirective> Parse(string text)
    {
        var syntax = new NginxSyntax(text);
        return syntax.ReadBlock(depth: 0);
    }

    private ImmutableArray<NginxDirective> ReadBlock(int depth)
    {
        if (depth > MaxDepth)
            throw Error($"blocks nest deeper than {MaxDepth}");
        var directives = ImmutableArray.CreateBuilder<NginxDirective>();
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
                return depth == 0 ? directives.ToImmutable() : throw Error("a block does not end");
            if (text[at] == '}')
            {
                at++;
                return depth > 0 ? directives.ToImmutable() : throw Error("`}` ends no block");
            }

            directives.Add(ReadDirective(depth));
        }
    }

    private NginxDirective ReadDirective(int depth)
    {
        var start = line;
        var words = ImmutableArray.CreateBuilder<string>();
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
                throw Error("a directive does not end");
            if (text[at] is not (';' or '{' or '}'))
            {
                words.Add(text[at] is '"' or '\'' ? ReadQuoted() : ReadWord());
                continue;
            }

            var end = text[at++];
            if (words.Count == 0 || end == '}')
                throw Error($"`{end}` is not expected");
            return new NginxDirective(words[0], [.. words.Skip(1)], end == '{' ? ReadBlock(depth + 1) : default, start);
        }
    }

    private string ReadWord()
    {
        var word = new StringBuilder();
        while (at < text.Length && text[at] is not (' ' or '\t' or '\r' or '\n' or ';' or '{'))
        {
            var c = text[at];
            if (c == '\\')
                ReadEscape(word);
            else
                word.Append(Next());
            // `${name}` does not open a block.
            if (c == '$' && at < text.Length && text[at] == '{')
                word.Append(Next());
        }

        return word.ToString();
    }

    private string ReadQuoted()
    {
        var quote = Next();
        var word = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\')
                ReadEscape(word);
            else
                word.Append(Next());
        }

        if (at == text.Length)
            throw Error("a quoted word does not end");
        at++;
        if (at < text.Length && text[at] == ')')
            return word.ToString();
        return at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n' or ';' or '{'
            ? word.ToString()
            : throw Error("a quoted word runs into the next");
    }

    /// <summary>Only these escapes mean something to nginx; a backslash before anything else stays.</summary>
    private void ReadEscape(StringBuilder word)
    {
        var backslash = Next();
        if (at == text.Length)
            throw Error("the text ends in a backslash");
        var c = Next();
        _ = c switch
        {
            '"' or '\'' or '\\' => word.Append(c),
            't' => word.Append('\t'),
            'r' => word.Append('\r'),
            'n' => word.Append('\n'),
            _ => word.Append(backslash).Append(c),
        };
    }

    private void SkipSpace()
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n')
                Next();
            else if (text[at] == '#')
                SkipComment();
            else
                return;
        }
    }

    private void SkipComment()
    {
        while (at < text.Length && text[at] != '\n')
            at++;
    }

    private char Next()
    {
        var c = text[at++];
        if (c == '\n')
            line++;
        return c is '\0' ? throw Error("the text holds a NUL") : c;
    }

    private FormatException Error(string message) => new($"line {line}: {message}");
}

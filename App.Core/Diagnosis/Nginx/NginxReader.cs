using System.Collections.Immutable;
using System.Text;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>Reads one file of nginx's configuration language into directives; includes stay directives.</summary>
internal sealed class NginxReader(string file, string text)
{
    private const int MaxDepth = 32;
    private int at;
    private int line = 1;

    /// <exception cref="FormatException">The text is no configuration; the message says where.</exception>
    public static ImmutableArray<NginxStatement> Read(string file, string text) => new NginxReader(file, text).ReadBlock(0);

    private ImmutableArray<NginxStatement> ReadBlock(int depth)
    {
        if (depth > MaxDepth)
            throw Wrong("blocks are nested too deep");
        var statements = ImmutableArray.CreateBuilder<NginxStatement>();
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
                return depth == 0 ? statements.ToImmutable() : throw Wrong("a block is not closed by `}`");
            if (text[at] == '}')
            {
                at++;
                return depth > 0 ? statements.ToImmutable() : throw Wrong("`}` closes nothing");
            }

            statements.Add(ReadStatement(depth));
        }
    }

    private NginxStatement ReadStatement(int depth)
    {
        var start = line;
        var words = new List<string>();
        while (true)
        {
            SkipSpace();
            if (at == text.Length)
                throw Wrong("a directive is not ended by `;`");
            if (text[at] is ';' or '{')
                break;
            if (text[at] == '}')
                throw Wrong("a directive is not ended by `;`");
            words.Add(ReadWord());
        }

        if (words.Count == 0)
            throw Wrong("a directive has no name");
        var hasBlock = text[at++] == '{';
        if (hasBlock && words[0].EndsWith("_by_lua_block", StringComparison.Ordinal))
        {
            SkipForeignBlock();
            return new NginxStatement(words[0], [.. words[1..]], [], file, start);
        }

        return new NginxStatement(words[0], [.. words[1..]], hasBlock ? ReadBlock(depth + 1) : null, file, start);
    }

    private string ReadWord()
    {
        var quote = text[at] is '"' or '\'' ? text[at++] : '\0';
        var word = new StringBuilder();
        while (at < text.Length && !Ends(quote))
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                // nginx keeps the backslash but before quotes, backslashes and white space of its own letters; regexes need it.
                if (text[at + 1] is not ('"' or '\'' or '\\'))
                    word.Append('\\');
                at++;
            }
            else if (text[at] == '$' && at + 1 < text.Length && text[at + 1] == '{')
            {
                word.Append(text[at++]);
            }

            if (text[at] == '\n')
                line++;
            word.Append(text[at++]);
        }

        if (quote != '\0' && at++ == text.Length)
            throw Wrong("a quoted text is not closed");
        return word.ToString();
    }

    private bool Ends(char quote) => quote == '\0' ? char.IsWhiteSpace(text[at]) || text[at] is ';' or '{' : text[at] == quote;

    private void SkipSpace()
    {
        while (at < text.Length)
        {
            if (text[at] == '\n')
                line++;
            if (text[at] == '#')
                at = text.IndexOf('\n', at) is var end && end < 0 ? text.Length : end;
            else if (char.IsWhiteSpace(text[at]))
                at++;
            else
                return;
        }
    }

    /// <summary>A block in another language, whose braces pair.</summary>
    private void SkipForeignBlock()
    {
        for (var depth = 1; depth > 0; at++)
        {
            if (at == text.Length)
                throw Wrong("a block is not closed by `}`");
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (text[at] == '\n')
                line++;
        }
    }

    private FormatException Wrong(string what) => new(FormattableString.Invariant($"{file}:{line}: {what}"));
}

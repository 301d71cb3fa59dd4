using AccessConsole.Cli.Pull.Nginx;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class NginxSyntaxTests
{
    [Theory]
    [InlineData("a b;", "a(b)")]
    [InlineData("a;b;", "a() b()")]
    [InlineData("a{b c;}", "a(){b(c)}")]
    [InlineData("a \"b;{}# c\" 'd\"';", "a(b;{}# c|d\")")]
    [InlineData("a ${b}c;", "a(${b}c)")]
    [InlineData("a b#c; # d;\ne;", "a(b#c) e()")]
    [InlineData("a b\\;c;", "a(b\\;c)")]
    [InlineData("a \"b\\\"c\" d\\\\e \\n;", "a(b\"c|d\\e|\n)")]
    [InlineData("a b\"c d\";", "a(b\"c|d\")")]
    [InlineData("\"a\" b;", "a(b)")]
    [InlineData("i\\n clude x;", "i\n(clude|x)")]
    [InlineData("if ($a = \"x\") { return 1; }", "if(($a|=|x|)){return(1)}")]
    [InlineData("", "")]
    public void Words_AreWhatNginxReads(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', NginxSyntax.Parse(text).Select(Show)));

    [Theory]
    [InlineData("a")]
    [InlineData("a {")]
    [InlineData("}")]
    [InlineData("a { b; } }")]
    [InlineData(";")]
    [InlineData("{ }")]
    [InlineData("a }")]
    [InlineData("a \"b")]
    [InlineData("a \"b\"c;")]
    [InlineData("a \\")]
    [InlineData("a \0;")]
    public void WhatNginxWouldRefuse_IsRefused(string text) => Assert.Throws<FormatException>(() => NginxSyntax.Parse(text));

    [Fact]
    public void Lines_AreCounted() => Assert.Equal([2, 4], NginxSyntax.Parse("# one\na\nb; # two\nc;").Select(directive => directive.Line));

    [Fact]
    public void DeepNesting_IsRefused() => Assert.Throws<FormatException>(() => NginxSyntax.Parse(string.Concat(Enumerable.Repeat("a {", 100_000))));

    private static string Show(NginxDirective directive) => directive.Block.IsDefault
        ? $"{directive.Name}({string.Join('|', directive.Arguments)})"
        : $"{directive.Name}({string.Join('|', directive.Arguments)}){{{string.Join(' ', directive.Block.Select(Show))}}}";
}

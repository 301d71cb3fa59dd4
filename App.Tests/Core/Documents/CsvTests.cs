using AccessConsole.Core.Documents;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Documents;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+a", "'+a")]
    [InlineData("-a", "'-a")]
    [InlineData("@sum", "'@sum")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=a,\"b\"", "\"'=a,\"\"b\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void Cell_ThatASpreadsheetCouldRun_IsText(string cell, string written) => Assert.Equal($"x,{written},\r\n", Csv.Line("x", cell, null));

    [Fact]
    public void Guard_OfAnyText_ComesOffAgain() => Gen.String[Gen.OneOf(Gen.Char["'=+-@ ab\t"], Gen.Char[' ', '~']), 0, 6].Sample(
        text => Assert.Equal(text, Csv.Unguarded(Cells(Csv.Line(text)))));

    private static string Cells(string line) => line is ['"', .. var quoted, '"', '\r', '\n'] ? quoted.Replace("\"\"", "\"", StringComparison.Ordinal) : line[..^2];
}

using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Evaluation;

public sealed class PathSamplesTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/**")]
    [InlineData("/orders")]
    [InlineData("/orders/")]
    [InlineData("/orders/{*}")]
    [InlineData("/{*}/orders/**")]
    public void Samples_OfATemplate_BeginWithOneThatItStandsFor_AndHoldSpellingsThatAreRefused(string text)
    {
        var template = PathTemplate.Parse(text);
        var answers = PathSamples.Of(template).Select(s => PathAnswer.Of(s.Path, [template])).ToList();
        Assert.Equal(template, answers[0].Template);
        Assert.Contains(answers, a => !a.IsCanonical && a.Path.Contains("//", StringComparison.Ordinal));
        Assert.Contains(answers, a => !a.IsCanonical && a.Path.Contains("%2e", StringComparison.Ordinal));
        Assert.Contains(answers, a => !a.IsCanonical && a.Path.Contains("%2F", StringComparison.Ordinal));
        Assert.DoesNotContain(answers, a => !a.IsCanonical && a.Template is not null);
        Assert.Equal(answers.Select(a => a.Path).Distinct(), answers.Select(a => a.Path));
    }

    [Fact]
    public void Samples_OfAPrefix_ShowWhereItEnds()
    {
        var template = PathTemplate.Parse("/admin/migrations/**");
        string[] matching = [.. PathSamples.Of(template).Where(s => PathAnswer.Of(s.Path, [template]).Template is not null).Select(s => s.Path)];
        Assert.Equal(["/admin/migrations", "/admin/migrations/", "/admin/migrations/more", "/admin/migrations/more/and/more", "/admin/migrations/m%C3%B6re"], matching);
    }

    [Fact]
    public void Samples_OfAnExactPath_ShowThatNothingElseIsMeant()
    {
        var template = PathTemplate.Parse("/status");
        Assert.Equal(["/status"], PathSamples.Of(template).Where(s => PathAnswer.Of(s.Path, [template]).Template is not null).Select(s => s.Path));
    }

    [Fact]
    public void Answer_NamesTheFirstTemplateThatMatches()
    {
        PathTemplate[] templates = [PathTemplate.Parse("/a/{*}"), PathTemplate.Parse("/a/**")];
        Assert.Equal("/a/{*}", PathAnswer.Of("/a/b", templates).Template?.Text);
        Assert.Equal("/a/**", PathAnswer.Of("/a/b/c", templates).Template?.Text);
        Assert.Null(PathAnswer.Of("/b", templates).Template);
    }
}

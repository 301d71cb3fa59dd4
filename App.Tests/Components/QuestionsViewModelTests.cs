using AccessConsole.Components.Pages.Questions;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Exploring;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class QuestionsViewModelTests
{
    private readonly Console console = new();

    [Fact]
    public void Question_ThatIsAnsweredYes_NamesTheGrant()
    {
        var model = Ask(new QuestionsQuery { Principal = "pipeline/payments-deploy", Service = "payments-api", Environment = "production" });
        Assert.Contains("payments-migrates", Assert.Single(model.Answer!.Found).Ways.SelectMany(w => w.Grants));
    }

    [Theory]
    [InlineData("payments-deploy", "payments-api", "say of whom")]
    [InlineData("pipeline/nobody", "payments-api", "there is no pipeline `nobody`")]
    [InlineData("anyone", "nothing", "there is no service `nothing`")]
    public void Question_OfWhatIsNotThere_SaysWhatIsWrong(string principal, string service, string problem)
    {
        var model = Ask(new QuestionsQuery { Principal = principal, Service = service });
        Assert.Null(model.Answer);
        Assert.StartsWith(problem, model.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_OfAStatus_AreThoseOfTheAudit()
    {
        var model = Ask(new QuestionsQuery { Status = nameof(GrantStatus.Covered) });
        Assert.Empty(model.Rows);
        await model.JudgeAsync();
        Assert.Equal(model.Audit!.Count(GrantStatus.Covered), model.Total);
        Assert.All(model.Rows, r => Assert.Equal(GrantStatus.Covered, r.Status));
    }

    private QuestionsViewModel Ask(QuestionsQuery query)
    {
        var model = new QuestionsViewModel(console.Live, new GrantAudits(console.Live, console.Clock), console.Clock);
        model.Show(query);
        return model;
    }
}

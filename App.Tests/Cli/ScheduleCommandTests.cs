using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class ScheduleCommandTests
{
    private const string Draft = "0199d3c4-0000-7000-8000-000000000001";

    [Fact]
    public async Task Schedule_AtATime_SendsTheInstantInUtc()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, $$"""{"id":"{{Draft}}"}""");
        var run = await console.RunAsync("schedule", Draft, "--at", "2027-01-16T23:00:00+01:00", "--digest", "abc");
        Assert.Equal((0, $"draft {Draft} is published at 2027-01-16T22:00:00Z, if all is well then\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(($"PUT /api/v1/drafts/{Draft}/schedule", """{"at":"2027-01-16T22:00:00Z","digest":"abc"}"""), (console.Request.Line, console.Request.Body));
    }

    [Fact]
    public async Task Schedule_Cancelled_IsTakenBack()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, $$"""{"id":"{{Draft}}"}""");
        var run = await console.RunAsync("schedule", Draft, "--cancel");
        Assert.Equal((0, $"DELETE /api/v1/drafts/{Draft}/schedule"), (run.ExitCode, console.Request.Line));
    }

    [Theory]
    [InlineData("", "--at")]
    [InlineData(" --at 2027-01-16T22:00:00Z --cancel", "--cancel")]
    [InlineData(" --at tomorrow", "2027-01-01T00:00:00Z")]
    public async Task Schedule_NotSaidRight_AsksNothing(string options, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, "{}");
        var run = await console.RunAsync([.. $"schedule {Draft}{options}".Split(' ')]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }
}

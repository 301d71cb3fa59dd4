using System.CommandLine;
using AccessConsole.Cli.Commands;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>docs/accessctl.md names what the commands are.</summary>
public sealed class CommandDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathTo("docs", "accessctl.md"));

    public static TheoryData<string> Commands { get; } = [.. Leaves(CommandTree.Create(), "accessctl").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_HasAHeadingAndEachOfItsOptions(string name)
    {
        var section = Document.Split("\n## ").SingleOrDefault(s => s.StartsWith($"`{name}`", StringComparison.Ordinal));

        Assert.NotNull(section);
        Assert.Contains("Exit", section, StringComparison.Ordinal);
        Assert.All(
            Leaves(CommandTree.Create(), "accessctl").Single(c => c.Name == name).Command.Options,
            option => Assert.Contains($"`{option.Name}", section, StringComparison.Ordinal));
    }

    [Fact]
    public void Document_HasNoCommandThatIsNotThere() => Assert.Equal(
        Commands.Select(row => row.Data).Order(StringComparer.Ordinal),
        Document.Split("\n## `").Skip(1).Select(section => section[..section.IndexOf('`', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));

    private static IEnumerable<(string Name, Command Command)> Leaves(Command parent, string path) => parent.Subcommands.SelectMany(command =>
        command.Subcommands.Count == 0 ? [($"{path} {command.Name}", command)] : Leaves(command, $"{path} {command.Name}"));
}

using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution.Staging;

/// <summary>
/// Random histories of publishes, stages and ways back, learned by a replica in any order and from its disk: each token's revision never goes back, nobody is handed what is
/// not released to them, and once all is told everybody has the newest.
/// </summary>
public sealed class CatalogModelTests
{
    private const int Histories = 300;
    private const int Steps = 80;

    [Fact]
    public async Task Histories_LearnedInAnyOrder_NeverGoBack_AndReleaseNothingEarly()
    {
        await using var side = await MachineSide.StartAsync();
        for (var seed = 0; seed < Histories; seed++)
        {
            var dice = new Random(seed);
            var database = new StageModel(dice);
            using var directory = TemporaryDirectory.Create();
            var replica = new ModelReplica(database, dice, side.Keys, directory.Path, $"history {seed}");
            for (var step = 0; step < Steps; step++)
            {
                if (dice.Next(4) == 0)
                    database.Happen();
                else
                    replica.Learn();
                replica.Check();
            }

            database.Settle();
            replica.CatchUp();
            replica.CheckThatAllIsThere();
        }
    }
}

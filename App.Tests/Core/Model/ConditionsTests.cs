using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Model;

public sealed class ConditionsTests
{
    [Fact]
    public void QueuesAndClusters_ByUuid_AreSpelledAsTokensSpellThem_AndNothingElseIs()
    {
        const string Id = "0191F956-62DA-7515-B79B-BDECB519AA32";
        ValueList<Pattern> written = [Pattern.Parse(Id), Pattern.Parse("Prod"), Pattern.Parse("0191F956*")];

        var when = new Conditions { Branches = written, Tags = written, Steps = written, Sources = written, Queues = written, Clusters = written };

        ValueList<Pattern> spelled = [Pattern.Parse("0191f956-62da-7515-b79b-bdecb519aa32"), Pattern.Parse("Prod"), Pattern.Parse("0191F956*")];
        Assert.Equal(new Conditions { Branches = written, Tags = written, Steps = written, Sources = written, Queues = spelled, Clusters = spelled }, when);
        Assert.Equal(spelled, when.Queues);
        Assert.Equal(written, when.Branches);
    }
}

using System.Text;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Documents;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Import;

/// <summary>What is written as CSV is read as itself, whatever texts it holds.</summary>
public sealed class CsvRoundTripTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Objects_WithNastyTexts_ReadBackAsTheyWere() => DocumentGenerators.Documents.Sample(
        document =>
        {
            foreach (var kind in CsvFile.Kinds)
            {
                var objects = document.Objects().Where(o => o.Kind == kind).Select(Written).ToArray();
                var file = ImportFile.ReadCsv(kind, Csv(kind, objects), PolicyObjects.None);
                Assert.Empty(file.Problems);
                Assert.Equal(objects, file.Objects);
            }
        },
        iter: 2_000);

    [Fact]
    public void Policy_ExportedAndImported_ChangesNothing()
    {
        for (var i = 0; i < 200; i++)
        {
            var policy = PolicySet.Of(PolicyGen.Document(new Dice(Dice.Seed + i), Now));
            foreach (var kind in CsvFile.Kinds)
            {
                var plan = Plan(policy, ImportFile.ReadCsv(kind, Csv(kind, policy.Objects.OfKind(kind)), policy.Objects));
                Assert.Empty(plan.Problems);
                Assert.True(plan.Patch.IsEmpty);
                Assert.All(plan.Entries, e => Assert.Equal(ImportVerdict.Unchanged, e.Verdict));
            }
        }
    }

    [Fact]
    public void Policy_ExportedEditedAndImported_ChangesThatAlone()
    {
        for (var i = 0; i < 200; i++)
        {
            var dice = new Dice(Dice.Seed + i);
            var (before, after) = (PolicySet.Of(PolicyGen.Document(dice, Now)), PolicySet.Of(PolicyGen.Document(dice, Now)));
            // The grants of one policy under the names of another's: roles and environments are those of both.
            var edited = after.Grants.Values.Select(g => g with { Role = before.Roles.Keys.First() }).ToArray();
            var plan = Plan(before, ImportFile.ReadCsv(PolicyKind.Grant, Csv(PolicyKind.Grant, edited), before.Objects));
            var merged = before.Apply(plan.Patch);
            foreach (var grant in edited)
                Assert.Equal(grant with { Id = merged.Grants[grant.Name].Id }, merged.Grants[grant.Name]);
            Assert.All(before.Grants.Values.Where(g => edited.All(e => e.Name != g.Name)), g => Assert.Equal(g, merged.Grants[g.Name]));
        }
    }

    /// <summary>As a file can say it: only a pipeline's id is in it, a service has one deployment in an environment, and what is one word has no spaces around it.</summary>
    private static PolicyObject Written(PolicyObject value) => value switch
    {
        Pipeline pipeline => pipeline with { Provider = Word(pipeline.Provider), Slug = Word(pipeline.Slug), Organization = pipeline.Organization with { Slug = Word(pipeline.Organization.Slug) } },
        Service service => service with { Id = null, Deployments = service.Deployments.DistinctBy(d => d.Environment).Select(d => d with { Upstream = d.Upstream is null ? null : Word(d.Upstream) }).ToValueList() },
        Workload workload => workload with { Id = null, Provider = workload.Provider is null ? null : Word(workload.Provider) },
        _ => value with { Id = null },
    };

    private static string Word(string text) => text.Trim(' ') is { Length: > 0 } word ? word : "word";

    private static ImportPlan Plan(PolicySet basis, ImportFile file) => ImportPlanner.Plan(
        basis, file, removesMissing: false, Validation.ValidPolicy.Options with { Now = Now }, Guid.NewGuid);

    private static byte[] Csv(PolicyKind kind, IEnumerable<PolicyObject> objects) => Encoding.UTF8.GetBytes(CsvFile.Header(kind) + string.Concat(objects.Select(CsvFile.Rows)));
}

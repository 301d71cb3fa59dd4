using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Import;

public sealed class CsvImportTests
{
    private const string Columns = "name,effect,pipelines,role,environments,expires,reason\n";
    private const string Good = "reads,allow,build,reader,staging,2027-01-01T00:00:00Z,PAY-2\n";

    [Fact]
    public void Rows_ByName_AreAddedChangedAndUnchanged()
    {
        var plan = ImportFiles.Csv(PolicyKind.Grant, "name,effect,pipelines,role,environments,reason\nreads,allow,build,reader,staging,new\ndeploys,allow,deploy,migrator,production,other\n");
        Assert.Empty(plan.Errors());
        Assert.Equal((ImportVerdict.Added, ImportVerdict.Changed), (plan.Of("reads"), plan.Of("deploys")));
        Assert.Equal([2, 3], plan.Entries.Select(e => e.Line));
        Assert.Empty(plan.Patch.Deletes);
    }

    [Fact]
    public void Columns_ThatTheFileLacks_StayAsTheyAre()
    {
        var plan = ImportFiles.Csv(PolicyKind.Grant, "Name;Expires\ndeploys;2027-06-01T00:00:00Z\n");
        var standing = ImportFiles.Basis.Grants["deploys"];
        Assert.Equal(standing with { Expires = new DateTimeOffset(2027, 6, 1, 0, 0, 0, TimeSpan.Zero) }, Assert.Single(plan.Patch.Upserts));
    }

    [Fact]
    public void Cells_ThatAreEmpty_TakeTheirPartAway()
    {
        var plan = ImportFiles.Csv(PolicyKind.Grant, "name,expires,limit,limit per,limit burst\ndeploys,,,,\n");
        var changed = Assert.IsType<Grant>(Assert.Single(plan.Patch.Upserts));
        Assert.Equal((null, null), (changed.Expires, changed.RateLimit));
        Assert.Equal("schema moves", changed.Reason);
    }

    [Fact]
    public void Deployments_ThatTheFileDoesNotName_Stay()
    {
        var plan = ImportFiles.Csv(PolicyKind.Service, "name,labels,environment,hosts\npayments,tier=1,production,pay.acme.example\npayments,,test,pay.test.acme.example\n",
            ImportFiles.Basis.Apply(new PolicyPatch { Upserts = [new PolicyEnvironment { Name = "test" }] }));
        Assert.Empty(plan.Errors());
        var changed = Assert.IsType<Service>(Assert.Single(plan.Patch.Upserts));
        var standing = ImportFiles.Basis.Services["payments"];
        Assert.Equal(["production", "staging", "test"], changed.Deployments.Select(d => d.Environment));
        Assert.Equal(standing.Deployments[0] with { Hosts = ["pay.acme.example"] }, changed.Deployments[0]);
        Assert.Equal(standing.Deployments[1], changed.Deployments[1]);
        Assert.Equal("1", changed.Labels["tier"]);
    }

    [Fact]
    public void Pipeline_KnownUnderAnotherName_Conflicts()
    {
        var plan = ImportFiles.Csv(PolicyKind.Pipeline, "name,provider,organization,slug,id\ndeploy-new,buildkite,acme,deploy,0187c6a2-0000-4000-8000-000000000002\n");
        Assert.Equal(ImportVerdict.Conflicting, plan.Of("deploy-new"));
        var problem = Assert.Single(plan.Errors(), p => p.Code == DiagnosticCodes.ImportConflict);
        Assert.Equal((2, 5), (problem.Line, problem.Column));
        Assert.Contains("pipeline `deploy`", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name,effect,pipelines,role,environments\nreads,allow,*,reader,staging; production\n")]
    [InlineData("\ufeffNAME;Effect;Pipelines;Role;Environments\r\nreads;allow;\"team=payments; tier=1\";reader;staging\r\n")]
    [InlineData("name\teffect\tworkloads\trole\tenvironments\tvalid_from\nreads\tallow\tshop\treader\tstaging\t2026-12-01T00:00:00Z\n")]
    [InlineData("name,effect,pipelines,role,environments,,\nreads,allow,build,reader,staging,,\n,,,,,,\n")]
    [InlineData("name,effect,pipelines,role,environments,anyone,reason\nreads,allow,build,reader,staging,FALSE,'=not a formula\n")]
    public void File_AsSpreadsheetsWriteIt_IsRead(string text)
    {
        var plan = ImportFiles.Csv(PolicyKind.Grant, text);
        Assert.Empty(plan.Errors());
        Assert.Equal(ImportVerdict.Added, plan.Of("reads"));
    }

    [Fact]
    public void Apostrophe_BeforeAFormula_IsNoPartOfTheText() => Assert.Equal(
        "=SUM(A1)", Assert.IsType<Grant>(Assert.Single(ImportFiles.Csv(PolicyKind.Grant, Columns + "reads,allow,build,reader,staging,,'=SUM(A1)\n").Patch.Upserts)).Reason);

    /// <summary>Code, file, row and column, and what the message says.</summary>
    public static TheoryData<string, string, int, int, string> Faults => new()
    {
        { DiagnosticCodes.DocumentEmpty, "", 1, 1, "names the columns" },
        { DiagnosticCodes.CsvSyntax, Columns + "reads,allow,\"bu\"ild,reader,staging,,\n", 2, 3, "write a quote within it twice" },
        { DiagnosticCodes.CsvSyntax, Columns + Good + "more,allow,build,reader,staging,,\"never closed\n", 3, 7, "in quotes" },
        { DiagnosticCodes.CsvColumns, "name,efect,role\n", 1, 2, "did you mean `effect`" },
        { DiagnosticCodes.CsvColumns, "name,role,Role\n", 1, 3, "keep one of the two" },
        { DiagnosticCodes.CsvColumns, "role,effect\nx,y\n", 1, 1, "no column `name`" },
        { DiagnosticCodes.CsvColumns, Columns + "reads,allow,build,reader,staging,,one, two\n", 2, 8, "quote a text that holds the separator" },
        { DiagnosticCodes.CsvColumns, "name,,role\nx,y,z\n", 1, 2, "row 2 has a cell in it" },
        { DiagnosticCodes.NameDuplicate, Columns + Good + Good, 3, 1, "is in row 2 already" },
        { DiagnosticCodes.NameInvalid, Columns + Good.Replace("reads", "Reads", StringComparison.Ordinal), 2, 1, "lower-case letters" },
        { DiagnosticCodes.NameInvalid, Columns + Good.Replace("reads", "re\u0430ds", StringComparison.Ordinal), 2, 1, "lower-case letters" },
        { DiagnosticCodes.NameInvalid, Columns + Good.Replace("reads", "<b>reads</b>", StringComparison.Ordinal), 2, 1, "lower-case letters" },
        { DiagnosticCodes.NameInvalid, Columns + Good.Replace("reads", new string('x', 64), StringComparison.Ordinal), 2, 1, "up to 63" },
        { DiagnosticCodes.TextCharacter, Columns + Good.Replace("PAY-2", "PAY \u202e2", StringComparison.Ordinal), 2, 7, "U+202E" },
        { DiagnosticCodes.TextCharacter, Columns + Good.Replace("build", "bu\u0000ild", StringComparison.Ordinal), 2, 3, "U+0000" },
        { DiagnosticCodes.TextCharacter, Columns + Good.Replace("PAY-2", "\"two\nlines\"", StringComparison.Ordinal), 2, 7, "one line" },
        { DiagnosticCodes.ReasonInvalid, Columns + Good.Replace("PAY-2", new string('x', 1_001), StringComparison.Ordinal), 2, 7, "at most 1000" },
        { DiagnosticCodes.UnknownWord, Columns + Good.Replace("allow", "permit", StringComparison.Ordinal), 2, 2, "`allow`, `deny`" },
        { DiagnosticCodes.UnknownReference, Columns + Good.Replace("build", "deploy; buil", StringComparison.Ordinal), 2, 3, "did you mean `build`" },
        { DiagnosticCodes.UnknownReference, Columns + Good.Replace("reader", "raeder", StringComparison.Ordinal), 2, 4, "did you mean `reader`" },
        { DiagnosticCodes.WrongType, Columns + Good.Replace("build", "build; team=payments", StringComparison.Ordinal), 2, 3, "either by names, or by labels" },
        { DiagnosticCodes.SelectorEmpty, Columns + Good.Replace(",build,", ",,", StringComparison.Ordinal), 2, 3, "for nobody" },
        { DiagnosticCodes.TimeInvalid, Columns + Good.Replace("2027-01-01T00:00:00Z", "1/1/2027", StringComparison.Ordinal), 2, 6, "2027-02-01T00:00:00Z" },
        { DiagnosticCodes.MissingMember, "name,effect,pipelines,environments\nreads,allow,build,staging\n", 2, 1, "`role` is missing" },
        { DiagnosticCodes.WrongType, "name,effect,anyone,role,environments\nreads,allow,perhaps,reader,staging\n", 2, 3, "neither `true` nor `false`" },
        { DiagnosticCodes.WrongType, "name,limit,limit per\ndeploys,many,minute\n", 2, 2, "a whole number" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_IsToldWithRowColumnAndRemedy(string code, string text, int row, int column, string said)
    {
        var problem = Assert.Single(ImportFiles.Csv(PolicyKind.Grant, text).Errors());
        Assert.Equal((code, row, column), (problem.Code, problem.Line, problem.Column));
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_OfManyRows_AreToldAtOnceInOrder()
    {
        var plan = ImportFiles.Csv(PolicyKind.Grant, Columns + "a,permit,build,reader,staging,,\nb,allow,nobody,reader,staging,,\nc,allow,build,reader,nowhere,soon,\n");
        Assert.Equal([(2, 2), (3, 3), (4, 5), (4, 6)], plan.Errors().Select(p => (p.Line!.Value, p.Column!.Value)));
    }

    [Theory]
    [InlineData("name,hosts\nledger,x.example\n", DiagnosticCodes.CsvColumns, 1, 2)]
    [InlineData("name,environment,hosts\nledger,production,a.example\nledger,production,b.example\n", DiagnosticCodes.DeploymentDuplicate, 3, 2)]
    [InlineData("name,labels,environment,hosts\nledger,a=1,production,a.example\nledger,a=2,staging,b.example\n", DiagnosticCodes.LabelsInvalid, 3, 2)]
    [InlineData("name,environment,hosts\nledger,production,a.example\nledger,staging,Not A Host\n", DiagnosticCodes.HostInvalid, 3, 3)]
    [InlineData("name,environment,hops\nledger,production,apache\n", DiagnosticCodes.UnknownWord, 2, 3)]
    [InlineData("name,labels\nledger,team\n", DiagnosticCodes.WrongType, 2, 2)]
    [InlineData("name,labels\nledger,a=1; a=2\n", DiagnosticCodes.WrongType, 2, 2)]
    public void Fault_OfAService_IsToldAtItsRow(string text, string code, int row, int column)
    {
        var problem = Assert.Single(ImportFiles.Csv(PolicyKind.Service, text).Errors(), p => p.Code == code);
        Assert.Equal((row, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void File_ThatIsNoUtf8_SaysWhere()
    {
        var file = ImportFile.ReadCsv(PolicyKind.Grant, Encoding.Latin1.GetBytes(Columns + "reads,allow,build,reader,staging,,é\n"), PolicyObjects.None);
        var problem = Assert.Single(file.Problems);
        Assert.Equal((DiagnosticCodes.TextNotUtf8, 2), (problem.Code, problem.Line));
    }

    [Fact]
    public void File_OfManyRows_IsReadWhole()
    {
        var text = new StringBuilder(Columns);
        for (var i = 0; i < 5_000; i++)
            text.Append(Good.Replace("reads", $"reads-{i}", StringComparison.Ordinal));
        var plan = ImportFiles.Csv(PolicyKind.Grant, text.ToString());
        Assert.Equal((5_000, 5_000), (plan.CountOf(ImportVerdict.Added), plan.Patch.Upserts.Count));
    }
}

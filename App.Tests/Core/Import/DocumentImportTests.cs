using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Core.Validation;
using Xunit;

namespace AccessConsole.Tests.Core.Import;

public sealed class DocumentImportTests
{
    private const string Role =
        """
        apiVersion: access/v1
        roles:
          - name: writer
            permissions:
              - { services: { names: [payments] }, methods: [PUT], paths: ["/status"] }
          - name: reader
            permissions:
              - services: { names: [payments] }
                methods: [GET]
                paths: [/version]

        """;

    [Fact]
    public void Document_OfAPart_LeavesTheRestAlone()
    {
        var plan = ImportFiles.Document(Role);
        Assert.Empty(plan.Errors());
        Assert.Equal((ImportVerdict.Added, ImportVerdict.Unchanged), (plan.Of("writer"), plan.Of("reader")));
        Assert.Equal("writer", Assert.Single(plan.Patch.Upserts).Name);
        Assert.Empty(plan.Patch.Deletes);
    }

    [Fact]
    public void Document_OfTheWholePolicy_ChangesNothing() =>
        Assert.All(ImportFiles.Document(ValidPolicy.Text, removesMissing: true).Entries, e => Assert.Equal(ImportVerdict.Unchanged, e.Verdict));

    [Fact]
    public void Removing_ConcernsTheKindsOfTheDocument_AndTellsWhoNeedsWhatGoes()
    {
        var plan = ImportFiles.Document(Role, removesMissing: true);
        Assert.Equal(ImportVerdict.Removed, plan.Of("migrator"));
        Assert.Equal([new PolicyReference(PolicyKind.Role, "migrator")], plan.Patch.Deletes);
        Assert.Contains("grant `deploys`", Assert.Single(plan.Errors(), p => p.Code == DiagnosticCodes.DeleteReferenced).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Id_ThatIsAnothersUnderAnotherName_Conflicts()
    {
        var id = Guid.NewGuid();
        var basis = ImportFiles.Basis.Apply(new PolicyPatch { Upserts = [ImportFiles.Basis.Roles["reader"] with { Id = id }] });
        var yaml = Role.Replace("name: writer", $"name: writer\n    id: {id}", StringComparison.Ordinal);
        var plan = ImportFiles.Document(yaml, basis: basis);
        Assert.Equal(ImportVerdict.Conflicting, plan.Of("writer"));
        Assert.Equal(4, Assert.Single(plan.Errors(), p => p.Code == DiagnosticCodes.ImportConflict).Line);
    }

    [Fact]
    public void Id_OfWhatIsRemoved_IsARename()
    {
        var id = Guid.NewGuid();
        var basis = ImportFiles.Basis.Apply(new PolicyPatch { Upserts = [new PolicyEnvironment { Name = "test", Id = id }] });
        var plan = ImportFiles.Document($"apiVersion: access/v1\nenvironments:\n  - {{ name: production, approvals: 2, exactness: at-least-one-hop }}\n  - {{ name: staging }}\n  - {{ name: trial, id: {id} }}\n", removesMissing: true, basis: basis);
        Assert.Empty(plan.Errors());
        Assert.Equal(ImportVerdict.Changed, plan.Of("trial"));
        Assert.Empty(plan.Patch.Deletes);
        Assert.Null(basis.Apply(plan.Patch).Objects.Find(new PolicyReference(PolicyKind.Environment, "test")));
    }

    [Fact]
    public void Id_OfAStandingObject_IsKeptWhateverTheDocumentSays()
    {
        var id = Guid.NewGuid();
        var basis = ImportFiles.Basis.Apply(new PolicyPatch { Upserts = [ImportFiles.Basis.Roles["reader"] with { Id = id }] });
        var plan = ImportFiles.Document(Role.Replace("name: reader", $"name: reader\n    id: {Guid.NewGuid()}", StringComparison.Ordinal), basis: basis);
        Assert.Equal(ImportVerdict.Unchanged, plan.Of("reader"));
    }

    [Fact]
    public void Faults_AreToldWithTheirLines()
    {
        var plan = ImportFiles.Document(Role.Replace("[PUT]", "[PUSH]", StringComparison.Ordinal).Replace("names: [payments] }\n        methods: [GET]", "names: [paymnts] }\n        methods: [GET]", StringComparison.Ordinal));
        Assert.Equal([5, 8], plan.Errors().Select(p => p.Line));
    }

    [Fact]
    public void Pipelines_MayTakeAnotherId_SinceItIsAFact()
    {
        var plan = ImportFiles.Csv(PolicyKind.Pipeline, "name,id\ndeploy,0187c6a2-0000-4000-8000-0000000000ff\n");
        Assert.Empty(plan.Errors());
        Assert.Equal(new Guid("0187c6a2-0000-4000-8000-0000000000ff"), Assert.Single(plan.Patch.Upserts).Id);
    }
}

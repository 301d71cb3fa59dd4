using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Resolution;

/// <summary>Renaming an object and what names it changes nothing but names: the policy stays whole.</summary>
public sealed class PolicyNamesTests
{
    private static readonly PolicyDocument Sample = PolicyReader.Read(File.ReadAllBytes(Path.Combine(Repository.Root, "samples/acme/policy.yaml")), DocumentFormat.Yaml).Document;

    private static readonly ValidationOptions Options = new(new PolicyCompiler(TargetCompilers.All).Targets, IsDevelopment: true, DateTimeOffset.UnixEpoch);

    public static TheoryData<PolicyKind> Kinds => [.. PolicyKinds.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryObject_RenamedWithWhatNamesIt_LeavesAPolicyWithoutErrors(PolicyKind kind)
    {
        foreach (var renamed in Sample.Objects().Where(o => o.Kind == kind))
        {
            var document = PolicyDocument.Of(Sample.Objects().Select(o => o == renamed ? o with { Name = o.Name + "-anew" } : PolicyNames.Replace(o, renamed.Reference, renamed.Name + "-anew")));
            Assert.DoesNotContain(PolicyValidator.Validate(document, Options), p => p.Severity == Severity.Error);
        }
    }

    [Fact]
    public void AnyNamedObject_RenamedAlone_LeavesErrors()
    {
        foreach (var renamed in Sample.Objects().Where(r => Sample.Objects().Any(o => PolicyNames.IsNamedBy(o, r.Reference))))
        {
            var document = PolicyDocument.Of(Sample.Objects().Select(o => o == renamed ? o with { Name = o.Name + "-anew" } : o));
            Assert.Contains(PolicyValidator.Validate(document, Options), p => p.Severity == Severity.Error);
        }
    }

    [Fact]
    public void Object_ThatNamesNothing_IsTheSameInstance()
    {
        var role = Sample.Roles[0];
        Assert.Same(role, PolicyNames.Replace(role, new PolicyReference(PolicyKind.Service, "no-such-service"), "another"));
    }

    [Fact]
    public void Labels_SelectWithoutNaming()
    {
        var pipeline = Sample.Pipelines.First(p => Sample.Grants.Any(g => g.Principals.Pipelines is Selector.Labels labels && p.Labels.Contains(labels.Values)));
        var grant = Sample.Grants.First(g => g.Principals.Pipelines is Selector.Labels labels && pipeline.Labels.Contains(labels.Values));
        Assert.True(PolicyNames.IsSelectedBy(grant, pipeline));
        Assert.False(PolicyNames.IsNamedBy(grant, pipeline.Reference));
        Assert.False(PolicyNames.IsSelectedBy(grant, pipeline with { Labels = ValueMap.Empty }));
    }
}

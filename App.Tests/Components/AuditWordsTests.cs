using System.Reflection;
using AccessConsole.Components.Pages.Audit;
using AccessConsole.Core.Auditing;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class AuditWordsTests
{
    [Fact]
    public void EveryAct_IsSaidInWords_AndOfferedByTheFilter()
    {
        var acts = typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Empty(acts.Except(AuditWords.Actions.Select(a => a.Action)));
    }
}

using AccessConsole.Components.Pages.Home;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>The last of the first steps.</summary>
public sealed class ChecklistItemTests
{
    [Theory]
    [InlineData(Target.Nginx, false, false)]
    [InlineData(Target.Nginx, true, true)]
    [InlineData(Target.Envoy, false, false)]
    [InlineData(Target.Linkerd, false, true)]
    public void FirstDecision_OfAnEngineThatTellsItsDecisions_IsALoggedOne(Target target, bool isLogged, bool isDone)
    {
        var point = new EnforcementPoint(Guid.NewGuid(), Guid.NewGuid(), "edge-1", new BundleScope("production", target, null), 3, null, DateTimeOffset.UtcNow, null, true, ValueMap.Empty);

        var last = ChecklistItem.Of(PolicySet.Empty, [point], isLogged)[^1];

        Assert.Equal(("First decision", isDone), (last.What, last.IsDone));
    }
}

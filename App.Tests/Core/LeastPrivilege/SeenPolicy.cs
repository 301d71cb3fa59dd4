using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Api;

namespace AccessConsole.Tests.Core.LeastPrivilege;

/// <summary><see cref="SmallPolicy"/> and calls of its pipeline.</summary>
internal static class SeenPolicy
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static PolicySet Policy { get; } = PolicySet.Of(PolicyReader.Read(Encoding.UTF8.GetBytes(SmallPolicy.Yaml), DocumentFormat.Yaml).Document);

    public static SeenCall Call(string path, string method = "GET", string? branch = "main", string grant = "", string environment = "staging", long count = 1) => new()
    {
        Grant = grant,
        Principal = "pipeline/deploy",
        Environment = environment,
        Service = "payments",
        Method = method,
        Path = path,
        Branch = branch,
        InWindow = count,
        Count = count,
        First = Now.AddDays(-2),
        Last = Now.AddDays(-1),
    };

    public static DecisionSource Source(string environment, Target? target, DateTimeOffset first, int days = 30) => new(environment, "payments", target, days, 100, first, Now);
}

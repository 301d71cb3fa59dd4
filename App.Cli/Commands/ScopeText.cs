using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands;

/// <summary>Reads <c>{environment}/{target}/{service or *}</c>, as signatures name scopes.</summary>
internal static class ScopeText
{
    /// <exception cref="FormatException">The text is not a scope.</exception>
    public static BundleScope Parse(string text) =>
        text.Split('/') is [{ Length: > 0 } environment, var target, { Length: > 0 } service] && Targets.Find(target) is { } known
            ? new BundleScope(environment, known, service == "*" ? null : service)
            : throw new FormatException($"`{text}` is not a scope: write it as `production/nginx/*` or `production/nginx/payments-api`");
}

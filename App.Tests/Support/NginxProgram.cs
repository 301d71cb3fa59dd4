using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>The real nginx, with njs. Tests without it are skipped.</summary>
public static class NginxProgram
{
    public const string Module = "/usr/lib/nginx/modules/ngx_http_js_module.so";

    private const string Missing = "no nginx with njs: install nginx and libnginx-mod-http-js";

    private static readonly Lazy<string?> Found = new(() => File.Exists(Module) ? Candidates().FirstOrDefault(File.Exists) : null);

    public static bool IsInstalled => Found.Value is not null;

    public static string Binary
    {
        get
        {
            Assert.SkipUnless(IsInstalled, Missing);
            return Found.Value!;
        }
    }

    /// <summary>The path first, and then where Debian has it: an ordinary user's path has no directory of that kind.</summary>
    private static IEnumerable<string> Candidates() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Select(directory => Path.Combine(directory, "nginx"));
}

using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>A real nginx with njs. Tests without theirs are skipped.</summary>
public sealed class NginxProgram
{
    private static readonly string[] StreamModuleNames = ["ngx_stream_module.so", "ngx_stream_js_module.so"];

    private readonly Lazy<string?> found;
    private readonly string missing;

    private NginxProgram(string module, string missing, Func<string?> find) =>
        (Module, this.missing, found) = (module, missing, new Lazy<string?>(() => File.Exists(module) ? find() : null));

    /// <summary>The machine's own.</summary>
    public static NginxProgram Own { get; } = new(
        "/usr/lib/nginx/modules/ngx_http_js_module.so", "no nginx with njs: install nginx and libnginx-mod-http-js", () => Candidates().FirstOrDefault(File.Exists));

    /// <summary>The next Debian's, as <c>App.Tests/Rigs/nginx-newer/build.sh</c> leaves it.</summary>
    public static NginxProgram Newer { get; } = new(
        Path.Combine(NewerRig, "root/usr/lib/nginx/modules/ngx_http_js_module.so"), "no newer nginx: App.Tests/Rigs/nginx-newer/build.sh unpacks it", () => Path.Combine(NewerRig, "nginx"));

    public string Module { get; }

    /// <summary>nginx's stream module and njs for it, in the order in which they are loaded.</summary>
    public IReadOnlyList<string> StreamModules
    {
        get
        {
            Assert.SkipUnless(HasStream, "no njs for nginx's stream module: install libnginx-mod-stream-js");
            return [.. StreamPaths];
        }
    }

    public bool HasStream => StreamPaths.All(File.Exists);

    private IEnumerable<string> StreamPaths => StreamModuleNames.Select(name => Path.Combine(Path.GetDirectoryName(Module)!, name));

    public bool IsInstalled => found.Value is not null;

    public string Binary
    {
        get
        {
            Assert.SkipUnless(IsInstalled, missing);
            return found.Value!;
        }
    }

    private static string NewerRig => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "access-console/rigs/nginx-newer");

    /// <summary>The path first, and then where Debian has it: an ordinary user's path has no directory of that kind.</summary>
    private static IEnumerable<string> Candidates() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Select(directory => Path.Combine(directory, "nginx"));
}

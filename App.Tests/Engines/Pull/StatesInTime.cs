using System.Globalization;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Tests.Engines.Pull;

/// <summary>Files of a bundle that says something else later, as a bundle holds them.</summary>
internal static class StatesInTime
{
    public static BundleFile[] Of(Target target, BundleFile[] present, params (DateTimeOffset From, BundleFile[] Files)[] later)
    {
        var states = later.Select((state, i) => $$"""{"from":"{{state.From.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}}","path":"{{target.Name()}}/states/{{i + 1}}"}""");
        return
        [
            .. present,
            new BundleFile($"{target.Name()}/states.json", Encoding.UTF8.GetBytes($$"""{"states":[{{string.Join(',', states)}}]}""")),
            .. later.SelectMany((state, i) => state.Files.Select(file => file with { Path = $"{target.Name()}/states/{i + 1}/{file.Path[(target.Name().Length + 1)..]}" })),
        ];
    }
}

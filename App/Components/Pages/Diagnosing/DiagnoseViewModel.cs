using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Resolution;
using AccessConsole.Diagnosing;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Diagnosing;

/// <summary>One failing call, and what it may fail by. Token, chain and configuration live as long as the page is open, and nowhere else.</summary>
public sealed class DiagnoseViewModel(LivePolicy live, CallDiagnoser diagnoser)
{
    private static readonly (string Area, string Title)[] Titles =
    [
        ("request", "Request"), ("token", "Token"), ("certificate", "Certificate"), ("grant", "Grants"), ("nginx", "Routes at nginx"), ("bundle", "Bundles at each hop"), ("clock", "Clocks"),
    ];

    public DiagnoseQuery Query { get; set; } = new();

    public string Token { get; set; } = "";

    public string Certificate { get; set; } = "";

    /// <summary>What <c>nginx -T</c> printed.</summary>
    public string NginxConfiguration { get; set; } = "";

    public DiagnosedCall? Answer { get; private set; }

    public PolicySet Policy => live.Current.Policy;

    /// <summary>The checks by what they are about, in the order in which a call meets them.</summary>
    public IEnumerable<(string Area, string Title, IReadOnlyList<CallCheck> Checks)> Groups =>
        from title in Titles
        let checks = Answer?.Diagnosis.Checks.Where(c => c.Area == title.Area).ToArray() ?? []
        where checks.Length > 0
        select (title.Area, title.Title, (IReadOnlyList<CallCheck>)checks);

    public int CountOf(CheckResult result) => Answer?.Diagnosis.Checks.Count(c => c.Result == result) ?? 0;

    /// <summary>Takes a URL as the host or a whole address, whose path then is the call's.</summary>
    public void Call(string text)
    {
        try
        {
            var address = CalledAddress.Read(text);
            Query = Query with { Host = address.Host, Path = address.Path ?? Query.Path };
        }
        catch (FormatException)
        {
            // What is no address is no host either, and is said to be none.
            Query = Query with { Host = text.Trim() };
        }
    }

    public void Diagnose() => Answer = Query.IsComplete
        ? diagnoser.Diagnose(new FailingCall
        {
            Host = Query.Host,
            Environment = Query.Environment,
            Service = Query.Service,
            Method = Query.Method,
            Path = Query.Path,
            Token = Token,
            Certificate = Certificate,
            NginxConfiguration = NginxConfiguration,
        })
        : null;
}

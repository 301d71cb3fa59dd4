using System.Diagnostics;
using AccessConsole.Hosting;

namespace AccessConsole.Telemetry;

/// <summary>Spans of the parts of what takes long; where nobody collects traces there are none, and no cost.</summary>
public static class Phases
{
    /// <summary>A policy's document is read from its text and validated.</summary>
    public const string ReadDocument = "read document";

    /// <summary>A document is held against the policy in force: what the change is.</summary>
    public const string CompareDocument = "compare document";

    /// <summary>A change is reviewed under the publish lock.</summary>
    public const string Review = "review";

    /// <summary>What the change touches is compiled, and sealed meanwhile.</summary>
    public const string Seal = "compile and seal";

    /// <summary>Rows, archives and audit events are written and committed.</summary>
    public const string Write = "write";

    /// <summary>The replica takes the revision over, and polls wake.</summary>
    public const string Announce = "announce";

    private static readonly ActivitySource Source = new(Tracing.SourceName);

    /// <summary>Begins a span that ends as it is disposed of.</summary>
    public static Activity? Begin(string phase) => Source.StartActivity(phase);
}

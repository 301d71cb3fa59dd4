using System.Collections.Immutable;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>One directive as nginx reads it: quotes removed, variables as written.</summary>
/// <param name="Block">What is in its braces; default where it has none.</param>
/// <param name="Line">1-based.</param>
internal sealed record NginxDirective(string Name, ImmutableArray<string> Arguments, ImmutableArray<NginxDirective> Block, int Line);

using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Calls and streams through the next Debian's nginx.</summary>
public sealed class NewerNginxStreamTests() : NginxStreamTests(NginxProgram.Newer);

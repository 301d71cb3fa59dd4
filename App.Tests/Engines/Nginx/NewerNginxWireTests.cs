using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What goes over the wire at the next Debian's nginx, which joins a header that comes twice.</summary>
public sealed class NewerNginxWireTests() : NginxWireTests(NginxProgram.Newer);

using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What is remembered at the next Debian's nginx.</summary>
public sealed class NewerRememberedSignatureTests() : RememberedSignatureTests(NginxProgram.Newer);

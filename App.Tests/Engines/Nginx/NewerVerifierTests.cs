using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>The verifier in the next Debian's nginx.</summary>
public sealed class NewerVerifierTests() : VerifierTests(NginxProgram.Newer);

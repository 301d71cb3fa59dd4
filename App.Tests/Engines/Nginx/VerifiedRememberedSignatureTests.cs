using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What is remembered where the host's verifier computes signatures.</summary>
public sealed class VerifiedRememberedSignatureTests() : RememberedSignatureTests(NginxProgram.Own, verified: 100);

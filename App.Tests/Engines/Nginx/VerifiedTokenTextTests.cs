using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>How tokens are read where the host's verifier computes their signatures.</summary>
public sealed class VerifiedTokenTextTests() : TokenTextTests(NginxProgram.Own, verified: 100);

using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>How the next Debian's nginx reads the bytes of tokens, which has no text of bytes that are none.</summary>
public sealed class NewerTokenTextTests() : TokenTextTests(NginxProgram.Newer);

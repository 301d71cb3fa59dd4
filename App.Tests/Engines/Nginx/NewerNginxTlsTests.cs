using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Client certificates at the next Debian's nginx, which verifies by a newer OpenSSL.</summary>
public sealed class NewerNginxTlsTests() : NginxTlsTests(NginxProgram.Newer);

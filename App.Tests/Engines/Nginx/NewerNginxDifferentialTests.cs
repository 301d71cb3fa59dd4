using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Random policies on the next Debian's nginx and njs: the bundle means the same there.</summary>
public sealed class NewerNginxDifferentialTests() : NginxDifferentialTests(NginxProgram.Newer);

using System.Runtime.Versioning;

// The host runs on Unix alone, and so do its tests.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]

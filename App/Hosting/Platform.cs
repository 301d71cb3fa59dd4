using System.Runtime.Versioning;

// Files of keys and caches carry Unix permissions; the embedded database runs on Unix alone.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>Results of a policy's tests in the XML that build servers read from JUnit.</summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings Settings = new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Async = true };

    /// <param name="suite">The document's name.</param>
    /// <param name="failure">What is wrong with a result that did not pass.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static async Task WriteAsync(string path, string suite, ImmutableArray<EmbeddedTestResult> results, Func<EmbeddedTestResult, string> failure)
    {
        await using var file = File.Create(path);
        await using var xml = XmlWriter.Create(file, Settings);
        await xml.WriteStartDocumentAsync();
        Start(xml, "testsuites", results);
        Start(xml, "testsuite", results);
        xml.WriteAttributeString("name", Held(suite));
        foreach (var result in results)
            WriteCase(xml, suite, result, failure);
        await xml.WriteEndDocumentAsync();
    }

    private static void Start(XmlWriter xml, string element, ImmutableArray<EmbeddedTestResult> results)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("tests", Number(results.Length));
        xml.WriteAttributeString("failures", Number(results.Count(r => !r.Passed)));
        xml.WriteAttributeString("errors", "0");
    }

    private static void WriteCase(XmlWriter xml, string suite, EmbeddedTestResult result, Func<EmbeddedTestResult, string> failure)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Held(suite));
        xml.WriteAttributeString("name", Held(result.Test.Name));
        if (!result.Passed)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", result.Decision.Reason.Name());
            xml.WriteAttributeString("message", Held(failure(result)));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // A file's name, or a path from a JSON document, may have characters that no XML can hold.
    private static string Held(string text) =>
        string.Concat(Terminal.Shown(text).EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
